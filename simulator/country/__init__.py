"""Who lives where, and with which meters."""
