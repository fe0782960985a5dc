"""Hotspots of every live window: where load and anomalies are high beyond chance, and where records crowd."""
