"""Instants on the command line."""

from __future__ import annotations

from datetime import UTC, datetime


def parse_instant(text: str) -> int:
    """UTC ms of an ISO instant with its offset, as 2026-11-01T00:00Z. Raises ValueError with a sentence."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not an instant; write it like 2026-11-01T00:00Z.") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} does not say its offset from UTC; write it like {text}Z or {text}+01:00.")
    return round(instant.timestamp() * 1000)


def to_iso(at: int) -> str:
    """`at` (UTC ms) as such an instant, to the second."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
