"""What Redis is to show, and how long it took: by header, so that each is asked for once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from contract.utilities import Utility

Point = tuple[Utility, int]
Took = tuple[float, float]
"""When it was seen (s since the epoch), and how long it had taken (s)."""


@dataclass(frozen=True)
class Awaited:
    """A header that is to come as far as `reach`: its last_at (kind reading) or its window_end (kind window), UTC ms.

    `since` is when it could first have been there, seconds since the epoch.
    """

    kind: str
    point: Point
    reach: int
    since: float


class Waiting:
    """Everything awaited, and when what came was seen and what it had taken (seconds), by kind."""

    def __init__(self) -> None:
        self._by_point: dict[Point, list[Awaited]] = defaultdict(list)
        self._took: dict[str, list[Took]] = defaultdict(list)

    def add(self, awaited: Awaited) -> None:
        self._by_point[awaited.point].append(awaited)

    def points(self, now: float = float("inf")) -> list[Point]:
        """Service points of which something could have been there by then."""
        return [point for point, entries in self._by_point.items() if any(each.since <= now for each in entries)]

    def seen(self, point: Point, last_at: int, window_end: int, now: float) -> None:
        """A header as it is now."""
        here = {"reading": last_at, "window": window_end}
        for awaited in self._by_point[point]:
            if here[awaited.kind] >= awaited.reach:
                self._took[awaited.kind].append((now, now - awaited.since))
        left = [awaited for awaited in self._by_point[point] if here[awaited.kind] < awaited.reach]
        if left:
            self._by_point[point] = left
        else:
            del self._by_point[point]

    def finish(self, now: float) -> dict[str, list[Took]]:
        """All of it; what has not come counts with the time it has been waited for."""
        for awaited in [each for entries in self._by_point.values() for each in entries]:
            self._took[awaited.kind].append((now, now - awaited.since))
        return dict(self._took)
