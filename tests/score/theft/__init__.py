"""How well theft of six kinds is found: `python -m tests.score.theft`."""
