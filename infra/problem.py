"""What a person is told when something cannot work."""

from __future__ import annotations


class Problem(Exception):
    """One clear sentence: what, where, what to do next."""
