"""Anomalies: what is wrong with a service point, a feeder or a place; found, followed and cleared by itself."""
