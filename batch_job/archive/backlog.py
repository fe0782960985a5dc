"""What has been read but not yet put: one pile per partition."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.objects import Block, by_hour

FEW_ROWS = 20_000  # an object of less is not worth its request


@dataclass
class Pile:
    """Blocks of one partition in order of offset, since monotonic second `since`."""

    since: float
    blocks: list[Block] = field(default_factory=list)
    rows: int = 0

    @property
    def last(self) -> int:
        return self.blocks[-1].last


Place = tuple[str, int]
"""Topic (without namespace) and partition."""


class Backlog:
    """Piles by place; `most_rows` of one pile and `most_age` in seconds say when a pile is due.

    So is the highest when all together have `many_rows`: many partitions would fill the memory before one pile is high.
    """

    def __init__(self, most_rows: int, most_age: float, many_rows: int) -> None:
        self._most_rows, self._most_age, self._many_rows = most_rows, most_age, many_rows
        self.piles: dict[Place, Pile] = {}

    @property
    def rows(self) -> int:
        return sum(pile.rows for pile in self.piles.values())

    def add(self, arrivals: Arrivals, rows: pa.RecordBatch, now: float) -> None:
        """Puts the rows of new messages on their pile."""
        pile = self.piles.setdefault((arrivals.topic, arrivals.partition), Pile(now))
        first = pile.last + 1 if pile.blocks else int(arrivals.offsets[0])
        pile.blocks += by_hour(rows, arrivals.offsets, arrivals.stamps, first)
        pile.rows += rows.num_rows

    def due(self, now: float) -> list[Place]:
        """Places whose pile is high or old enough; or the highest, when there are too many rows in all."""
        due = [
            place
            for place, pile in self.piles.items()
            if pile.rows >= self._most_rows or now - pile.since >= self._most_age
        ]
        if due or self.rows < self._many_rows:
            return due
        return [max(self.piles, key=lambda place: self.piles[place].rows)]

    def drop(self, places: list[Place]) -> None:
        """Forgets piles: they were put, or their partitions belong to another consumer now."""
        for place in places:
            self.piles.pop(place, None)


def joined(pile: Pile) -> list[Block]:
    """One block per object: an hour's, or of a few rows (a replay of years, a small fleet) a day's at most."""
    found: list[Block] = []
    for block in pile.blocks:
        before = found[-1] if found else None
        if before and _together(before, block):
            found[-1] = Block(before.first, block.last, before.hour, [*before.batches, *block.batches])
        else:
            found.append(block)
    return found


def _together(before: Block, block: Block) -> bool:
    few = before.day == block.day and before.rows + block.rows <= FEW_ROWS
    return few or before.hour == block.hour
