"""From Kafka to immutable Parquet objects on S3."""
