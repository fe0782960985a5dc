"""Answers kept for a while, so that hot reads need no database."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from contract.windows import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values of `read`, each for `age_ms`; when `most` are kept, all are forgotten. Safe in several threads."""

    def __init__(self, read: Callable[[K], V], clock: Clock, age_ms: int, most: int = 50_000) -> None:
        self._read, self._clock, self._age_ms, self._most = read, clock, age_ms, most
        self._values: dict[K, tuple[int, V]] = {}

    def fresh(self, key: K) -> V | None:
        """The kept value, None if there is none or it is too old."""
        kept = self._values.get(key)
        return kept[1] if kept and self._clock() - kept[0] < self._age_ms else None

    def get(self, key: K) -> V:
        """The kept value, or a new one. What `read` raises is not kept."""
        found = self.fresh(key)
        if found is None:
            found = self._read(key)
            if len(self._values) >= self._most:
                self._values.clear()
            self._values[key] = (self._clock(), found)
        return found
