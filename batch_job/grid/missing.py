"""On which quarters of which days feeders missed more energy than lines lose.

A feeder's usual loss is that of its own quiet quarter days (each of the four of a day by itself), but never far above
the zone's: who steals all the time does not make it usual. Statistics, so in floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from batch_job.grid.window import Flags, Numbers, Span

Floats = NDArray[np.float64]

PARTS = 4  # of a day: the first is the night
PART_INTERVALS = 24
QUIET = 0.25  # the usual loss is this quantile of a feeder's own
LEAST_BLOCKS = 3  # of each part, to tell what is usual, and of those that miss, to ask who
ZONE_SPREAD = 0.002  # feeders' usual losses differ at least so much
LEAST_SPREAD = 0.0008  # of a feeder's loss from day to day
MISSES = 5.0  # spreads above the usual loss
SCALED = 1.4826  # makes the median deviation that of a normal distribution


@dataclass(frozen=True)
class Blocks:
    """Quarter days of a span, four to a day in order: of each column its block, of each block its part of the day."""

    of_column: Numbers
    first: Numbers
    part: Numbers

    @staticmethod
    def of(span: Span) -> Blocks:
        """The last quarter is longer or shorter where the clock changes."""
        place = np.arange(span.columns) - span.bounds[span.day_of]
        block = span.day_of * PARTS + np.minimum(place // PART_INTERVALS, PARTS - 1)
        first = np.flatnonzero(np.diff(block, prepend=-1))
        return Blocks(np.cumsum(np.diff(block, prepend=-1) != 0) - 1, first, block[first] % PARTS)

    def sums(self, amounts: NDArray[np.generic]) -> Floats:
        """Over each block, of rows of columns."""
        return np.add.reduceat(amounts.astype(np.float64), self.first, axis=-1)


@dataclass(frozen=True)
class Compared:
    """Of feeders (rows), by interval in mWh: head and its service points with estimates, where they are comparable."""

    head: Numbers
    supplied: Numbers
    comparable: Flags


@dataclass(frozen=True)
class BlockSums:
    """By feeder and block, mWh where the two are comparable: what the head counted, and what it counted too much."""

    head: Floats
    loss: Floats


@dataclass(frozen=True)
class Missing:
    """By feeder and block: usual loss (share of the head), deviations from it, and where energy is missing.

    `zone_loss` and `zone_spread` are of the feeders' own losses.
    """

    usual: Floats
    deviations: Floats
    missing: Flags
    zone_loss: float
    zone_spread: float

    def suspicious(self) -> Numbers:
        """Feeders that miss energy often enough to ask who takes it."""
        return np.flatnonzero(self.missing.sum(axis=1) >= LEAST_BLOCKS)

    def of(self, feeders: slice) -> Missing:
        """Some of the feeders alone."""
        parts = (self.usual[feeders], self.deviations[feeders], self.missing[feeders])
        return Missing(*parts, self.zone_loss, self.zone_spread)


def block_sums(compared: Compared, blocks: Blocks) -> BlockSums:
    head = blocks.sums(np.where(compared.comparable, compared.head, 0))
    return BlockSums(head, blocks.sums(np.where(compared.comparable, compared.head - compared.supplied, 0)))


def joined(parts: Sequence[BlockSums]) -> BlockSums:
    """Of all their feeders, one part after the other."""
    return BlockSums(np.concatenate([part.head for part in parts]), np.concatenate([part.loss for part in parts]))


def find_missing(sums: BlockSums, blocks: Blocks) -> Missing | None:
    """None where no feeder has blocks enough to tell what is usual. What is usual, all feeders of a zone tell."""
    there = sums.head > 0
    share = np.where(there, sums.loss / np.where(there, sums.head, 1), np.nan)
    judged = np.flatnonzero(
        np.all([there[:, blocks.part == part].sum(axis=1) >= LEAST_BLOCKS for part in range(PARTS)], axis=0)
    )
    if not len(judged):
        return None
    own = np.nanmedian(share[judged], axis=1)
    zone_loss, zone_spread = _median_and_spread(own)
    usual, deviations = np.zeros_like(share), np.zeros_like(share)
    highest = zone_loss + 2 * max(zone_spread, ZONE_SPREAD)
    for part in range(PARTS):
        columns = np.ix_(judged, np.flatnonzero(blocks.part == part))
        usual[columns] = np.minimum(np.nanquantile(share[columns], QUIET, axis=1), highest)[:, None]
        deviations[columns] = np.nan_to_num((share[columns] - usual[columns]) / _spread(share[columns]))
    return Missing(usual, deviations, deviations >= MISSES, zone_loss, zone_spread)


def _spread(share: Floats) -> float:
    """Of losses from day to day, over all feeders: most days of most feeders are honest."""
    apart = np.abs(share - np.nanmedian(share, axis=1)[:, None])
    return max(SCALED * float(np.nanmedian(apart)), LEAST_SPREAD)


def _median_and_spread(own: Floats) -> tuple[float, float]:
    middle = float(np.median(own))
    return middle, SCALED * float(np.median(np.abs(own - middle)))
