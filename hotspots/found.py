"""What one window shows before it is known whether it was there before."""

from __future__ import annotations

from dataclasses import dataclass

from contract.hotspot_view import Ring


@dataclass(frozen=True)
class Found:
    """A hotspot without identity; fields as in contract.hotspot_view.Hotspot."""

    lat: float
    lon: float
    areas: tuple[Ring, ...]
    points: int
    value: float | None
    usual: float | None
    score: float | None
    members: tuple[str, ...]
