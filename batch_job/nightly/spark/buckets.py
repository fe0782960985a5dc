"""Splitting readings by service point into buckets small enough to be settled in the processor's caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.readings import Readings

MOST = 300_000  # readings, or interval ends, of a bucket


def bounds(counts: NDArray[np.int64], ends: NDArray[np.int64], groups: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Runs of points, first and one past the last, with about MOST readings (`counts`) and interval `ends` at most.

    A bucket never crosses from one group to another.
    """
    found: list[tuple[int, int]] = []
    begin, size = 0, 0
    weights = np.maximum(counts, ends).tolist()
    for point, weight in enumerate(weights):
        if point > begin and (size + weight > MOST or groups[point] != groups[begin]):
            found.append((begin, point))
            begin, size = point, 0
        size += weight
    return [*found, (begin, len(weights))] if weights else []


def split(chunks: list[Readings], parts: list[tuple[int, int]]) -> Iterator[Readings]:
    """The readings of each part, its points counted from 0; empties `chunks` first, and keeps nothing that it gave."""
    firsts = np.array([first for first, _ in parts], np.int64)
    piles: list[list[Readings]] = [[] for _ in parts]
    if not parts:
        chunks.clear()
    while chunks:
        chunk = chunks.pop()
        part = np.searchsorted(firsts, chunk.point, side="right") - 1
        # numpy counts its way through numbers of two bytes, in a quarter of the time
        ordered = chunk.take(np.argsort(part.astype(np.min_scalar_type(len(parts))), kind="stable"))
        cuts = np.cumsum(np.bincount(part, minlength=len(parts)))[:-1].tolist()
        for pile, begin, stop in zip(piles, [0, *cuts], [*cuts, len(part)], strict=True):
            if stop > begin:
                pile.append(ordered.take(slice(begin, stop)))
    piles.reverse()
    for first in firsts.tolist():
        yield _joined(piles.pop(), first)


def _joined(pile: list[Readings], first: int) -> Readings:
    if not pile:
        return Readings(*(np.empty(0, np.int64) for _ in fields(Readings)))
    columns = {field.name: np.concatenate([getattr(part, field.name) for part in pile]) for field in fields(Readings)}
    columns["point"] = columns["point"] - first
    return Readings(**columns)
