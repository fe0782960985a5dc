"""What goes to the broker at once: messages of one topic and partition with one stamp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract import topics
from simulator.country.population import Numbers


@dataclass(frozen=True)
class Batch:
    """`topic` without namespace; `stamp` UTC ms; `readings` in each message."""

    topic: str
    partition: int
    stamp: int
    keys: list[bytes]
    values: list[bytes]
    readings: int


def as_messages(rows: NDArray[Any]) -> list[bytes]:
    """The bytes of each row, without a loop."""
    messages: list[bytes] = rows.view(f"V{rows.dtype.itemsize}").tolist()
    return messages


def keys_of(user_id: Numbers) -> list[bytes]:
    """`topics.key_of` of many users."""
    return as_messages(user_id.astype(">u4"))


@dataclass(frozen=True)
class Order:
    """Meters in the order in which they report: by slot, then by partition."""

    rows: Numbers
    bounds: Numbers

    def group(self, slot: int, partition: int) -> slice:
        return slice(int(self.bounds[slot, partition]), int(self.bounds[slot, partition + 1]))

    def span(self, first: int, stop: int) -> slice:
        """All groups of the slots first .. stop - 1."""
        return slice(int(self.bounds[first, 0]), int(self.bounds[stop - 1, -1]))


def order(user_id: Numbers, slot: Numbers, slots: int, partitions: int) -> Order:
    """The order of meters that report in their `slot` (0 .. slots - 1)."""
    code = slot * partitions + topics.partition_of(user_id, partitions)  # type: ignore[arg-type]
    rows = np.argsort(code, kind="stable")
    groups = np.arange(slots)[:, None] * partitions + np.arange(partitions + 1)
    return Order(rows, np.searchsorted(code[rows], groups))
