"""What Spark does: a task per partition, from objects to settled rows, and its own count of the input."""
