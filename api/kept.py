"""Answers kept for a while, so that hot reads need no database, and go on while it is away."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from contract.windows import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values of `read`, each for `age_ms`, and for `away_ms` while the database fails. Safe in several threads.

    When `most` are kept, all are forgotten.
    """

    def __init__(
        self, read: Callable[[K], V], clock: Clock, age_ms: int, *, away_ms: int = 0, most: int = 50_000
    ) -> None:
        self._read, self._clock, self._age_ms, self._away_ms, self._most = read, clock, age_ms, away_ms, most
        self._values: dict[K, tuple[int, V]] = {}

    def fresh(self, key: K) -> V | None:
        """The kept value, None if there is none or it is too old."""
        return self._within(key, self._age_ms)

    def get(self, key: K) -> V:
        """The kept value, or a new one. What `read` raises is not kept."""
        found = self.fresh(key)
        return self._again(key) if found is None else found

    def _again(self, key: K) -> V:
        try:
            found = self._read(key)
        except SQLAlchemyError:
            old = self._within(key, self._away_ms)
            if old is None:
                raise
            return old
        if len(self._values) >= self._most:
            self._values.clear()
        self._values[key] = (self._clock(), found)
        return found

    def _within(self, key: K, age_ms: int) -> V | None:
        kept = self._values.get(key)
        return kept[1] if kept and self._clock() - kept[0] < age_ms else None
