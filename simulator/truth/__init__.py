"""What perfect meters measured, from the model alone."""
