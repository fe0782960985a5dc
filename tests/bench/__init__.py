"""Measures what is committed, checks what it measured, and keeps it in RESULTS.md and results.json."""
