"""The batch layer: archive of all readings on S3, nightly settlement, reconciliation with the speed layer."""
