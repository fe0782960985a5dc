"""What is known of some service points, made when it is asked for: most of it never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Lazy(Mapping[int, T], Generic[T]):
    """By service point; `points` ascending."""

    points: NDArray[np.int64]
    make: Callable[[int], T]

    def __getitem__(self, point: int) -> T:
        place = int(np.searchsorted(self.points, point))
        if place == len(self.points) or self.points[place] != point:
            raise KeyError(point)
        return self.make(point)

    def __contains__(self, point: object) -> bool:
        return bool((self.points == point).any())

    def __iter__(self) -> Iterator[int]:
        return iter(self.points.tolist())

    def __len__(self) -> int:
        return len(self.points)

    def between(self, first: int, stop: int) -> Lazy[T]:
        """Those from `first` to, without, `stop`, counted from 0."""
        begin, end = np.searchsorted(self.points, (first, stop))
        return Lazy(self.points[begin:end] - first, lambda point: self.make(point + first))
