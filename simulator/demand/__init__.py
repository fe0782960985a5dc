"""What everybody uses in one interval, in closed form."""
