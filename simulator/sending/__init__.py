"""Reports into Kafka, with an account of what the broker has acknowledged."""
