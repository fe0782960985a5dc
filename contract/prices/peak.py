"""Which intervals may set a tariff's monthly peak."""

from __future__ import annotations

from contract.prices.document import Document
from contract.prices.hours import covers


def sets_peak(document: Document, start: int, zone: str) -> bool:
    """Whether the interval that begins at `start` (UTC ms) may; by the wall clock of the IANA `zone`."""
    if document.peak is None or not document.peak.when:
        return document.peak is not None
    return covers(document.peak.when, document, start, zone)
