"""The stream's mark in Redis: `<run_id of the Redis process> <checkpoint>`, and the key that it lies under.

While the process is the one that answers, Redis holds everything that the checkpoint covers.
"""

from __future__ import annotations


def progress_key(prefix: bytes) -> bytes:
    return prefix + b"progress:pages"  # another layout has another name: under a new one everything is written again


def progress_holder(mark: bytes) -> str:
    """The Redis process that a mark speaks of; nothing where there is no mark."""
    return mark.decode().partition(" ")[0]
