"""Readings of a country that does not exist, with their truth; and replay of real files."""
