"""What a person can put right: one sentence with what is wrong, where, and what to do next."""

from __future__ import annotations


class Problem(Exception):
    """Ends the command with its sentence and a non-zero exit."""
