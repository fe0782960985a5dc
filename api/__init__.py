"""Answers: batch up to each zone's horizon, speed after it, to people and programs that may see them."""
