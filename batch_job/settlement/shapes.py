"""The shapes by which long gaps of service points are spread, looked up only for those that have a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contract.estimates import Shape


class Shifted(Mapping[int, Shape]):
    """Those of the points from `first` to, without, `stop`, counted from 0."""

    def __init__(self, shapes: Mapping[int, Shape], first: int, stop: int) -> None:
        self._shapes, self._first, self._count = shapes, first, stop - first

    def __getitem__(self, point: int) -> Shape:
        if not 0 <= point < self._count:
            raise KeyError(point)
        return self._shapes[self._first + point]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[int]:
        return (point for point in range(self._count) if self._first + point in self._shapes)
