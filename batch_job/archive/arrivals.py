"""Messages of one partition as they arrived, in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrivals:
    """Messages of one partition in order of offset; `stamps` are the broker's clock, UTC ms."""

    topic: str  # without namespace
    partition: int
    offsets: NDArray[np.int64]
    stamps: NDArray[np.int64]
    values: list[bytes]


def by_partition(messages: Iterable[Any], names: dict[str, str]) -> list[Arrivals]:
    """Arrivals of Kafka messages; `names` gives each topic's name without namespace. No value counts as an empty."""
    runs: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for message in messages:
        runs[message.topic(), message.partition()].append(message)
    return [_arrivals(names[topic], partition, run) for (topic, partition), run in sorted(runs.items())]


def _arrivals(topic: str, partition: int, messages: list[Any]) -> Arrivals:
    offsets = np.array([message.offset() for message in messages], np.int64)
    stamps = np.array([message.timestamp()[1] for message in messages], np.int64)
    return Arrivals(topic, partition, offsets, stamps, [message.value() or b"" for message in messages])
