"""Live windows of a backlog: what numpy makes of the broker's messages, and what a racer has put on its topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
from confluent_kafka import Message

from contract.encoding.columns import decode
from contract.settings import Settings
from contract.utilities import TAKEN
from tests import report_topics
from tests.bench.races.backlog import Backlog, places

READINGS, MINUTE_MS, PATIENCE_S = 12, 60_000, 5
NAMES = ("letter", "user_id", "closes", "n", "total", "squares", "least", "most", "last_register")
WINDOW = np.dtype([(name, "i8") for name in NAMES])
Array = np.ndarray[Any, np.dtype[Any]]


def truth(backlog: Backlog) -> Array:
    """WINDOW of every service point and minute, in order; each report fills one."""
    found = [
        _windows(ord(utility.letter), [message.value() or b"" for message in batch])
        for utility in TAKEN
        for batch in report_topics.messages(backlog.settings, utility)
    ]
    return np.sort(np.concatenate(found), order=["letter", "user_id", "closes"])


def written(settings: Settings, topic: str) -> Array:
    """What a racer said of each window, in order; the last word counts where it said something twice."""
    rows = [
        tuple(int(row[name]) for name in NAMES)
        for batch in _messages(settings, topic)
        for row in (orjson.loads(message.value() or b"") for message in batch)
    ]
    last = {row[:3]: row for row in rows}
    return np.sort(np.array(list(last.values()), WINDOW), order=["letter", "user_id", "closes"])


def compare(expected: Array, found: Array, *, open_at_end: bool) -> None:
    """Raises AssertionError. `open_at_end`: each service point's last window is closed only by later readings."""
    if open_at_end:
        expected = expected[expected["closes"] < expected["closes"].max()]
        found = found[found["closes"] <= expected["closes"].max()]
    if len(found) != len(expected):
        raise AssertionError(f"{len(found):,} windows, {len(expected):,} expected")
    if wrong := int((found != expected).sum()):
        first = int(np.flatnonzero(found != expected)[0])
        raise AssertionError(f"{wrong:,} of {len(expected):,} windows differ: {found[first]}, not {expected[first]}")


def _windows(letter: int, values: list[bytes]) -> Array:
    rows, good = decode(values, READINGS, with_status=False)
    assert good.all(), "a backlog holds full reports only"
    demand, at = rows["demand"].astype(np.int64), rows["at"] + rows["offset_ms"][:, -1].astype(np.int64)
    found = np.empty(len(rows), WINDOW)
    found["letter"], found["user_id"], found["n"] = letter, rows["user_id"], READINGS
    found["closes"] = ((at - 1) // MINUTE_MS + 1) * MINUTE_MS
    found["total"], found["squares"] = demand.sum(axis=1), (demand * demand).sum(axis=1)
    found["least"], found["most"] = demand.min(axis=1), demand.max(axis=1)
    found["last_register"] = rows["register"][:, -1]
    return found


def _messages(settings: Settings, topic: str) -> Iterator[list[Message]]:
    reader = report_topics.consumer(settings)
    for place in places(settings, topic):
        left = reader.get_watermark_offsets(place, timeout=PATIENCE_S)[1]
        reader.assign([place])
        while left:
            batch = reader.consume(min(20_000, left), timeout=2)
            left -= len(batch)
            if batch:
                yield batch
    reader.close()
