"""Baselines come back as they were written, from the version and the local hour that an instant belongs to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.baseline_view import (
    ENTRY,
    HOURS,
    Level,
    Version,
    block_key,
    directory_key,
    effective_at,
    hour_of_week,
    index_key,
    read_entry,
    write_index,
)
from contract.encoding.baseline_book import BaselineBook, Piece
from contract.encoding.baselines import BASELINE, NUMBERS, PLACE, read_entries, write_entries
from contract.registry import BLOCK_SIZE
from contract.windows import HOUR_MS, MINUTE_MS

MIDNIGHT = round(datetime(2026, 3, 2, 5, tzinfo=UTC).timestamp() * 1000)  # of a Monday in New York
ELECTRIC = ord("e")


@given(st.lists(st.floats(0, 2**40, width=32) | st.just(float("nan")), min_size=4, max_size=4), st.integers(0, 63))
def test_numbers_keep_eight_binary_digits(numbers: list[float], user: int) -> None:
    rows = np.zeros((1, BLOCK_SIZE), BASELINE)
    rows[0, user] = (*numbers, 4, Level.HOUR_OF_WEEK)
    data = write_entries(rows)
    entry = read_entry(data, 1, 640 + user, 100)
    assert entry is not None
    assert read_entry(data[: user * ENTRY.size], 1, 640 + user, 100) is None
    read = read_entries(data, BLOCK_SIZE)[0, user]
    for name, number in zip(NUMBERS, numbers, strict=True):
        assert getattr(entry, name) == pytest.approx(number, rel=2**-8, nan_ok=True)
        assert read[name] == pytest.approx(getattr(entry, name), nan_ok=True)
    assert (entry.samples, entry.level) == (4, Level.HOUR_OF_WEEK)


def test_hours_of_the_week_are_local_and_belong_to_what_they_end() -> None:
    zone = "America/New_York"
    assert hour_of_week(MIDNIGHT, zone) == HOURS - 1
    assert hour_of_week(MIDNIGHT + 1, zone) == 0
    assert hour_of_week(MIDNIGHT + HOUR_MS, zone) == 0
    # the clocks went forward on Sunday at 2: the hour after 1 o'clock is that of 3
    sunday = MIDNIGHT + 6 * 24 * HOUR_MS
    assert [hour_of_week(sunday + hour * HOUR_MS, zone) % 24 for hour in (1, 2, 3, 4)] == [0, 1, 3, 4]


class Stored:
    """Values by key, and how often somebody asked."""

    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}
        self.asked = 0

    def fetch(self, pieces: list[Piece]) -> list[bytes]:
        self.asked += 1
        return [self.values.get(key, b"")[first : None if last == -1 else last + 1] for key, first, last in pieces]

    def publish(self, version: Version, blocks: dict[int, np.ndarray], others: tuple[Version, ...] = ()) -> None:
        places = np.array([(ELECTRIC, *rows.shape, block) for block, rows in blocks.items()], PLACE)
        self.values[directory_key(b"n:", version.run_id)] = places.tobytes()
        for block, rows in blocks.items():
            self.values[block_key(b"n:", version.run_id, "e", block)] = write_entries(rows)
        self.values[index_key(b"n:")] = write_index([version, *others])


def rows_of(count: int, run: int) -> np.ndarray:
    """Every entry tells its run, row and place: numbers small enough to be kept exactly."""
    rows = np.zeros((count, BLOCK_SIZE), BASELINE)
    rows["usage_median"] = np.arange(count)[:, None]
    rows["peak_median"] = np.arange(BLOCK_SIZE)
    rows["usage_mad"] = run
    return rows


instants = st.integers(1, 14 * 24 * 60).map(lambda minute: MIDNIGHT + minute * MINUTE_MS)


@given(st.lists(st.tuples(st.integers(0, 4 * BLOCK_SIZE - 1), instants), max_size=60))
def test_each_instant_finds_its_version_zone_and_hour(asked: list[tuple[int, int]]) -> None:
    stored, turn = Stored(), MIDNIGHT + 7 * 24 * HOUR_MS
    zones = {0: "America/New_York", 1: "Asia/Kathmandu", 2: "America/New_York"}
    old, west = Version(zones[0], 1, MIDNIGHT), Version(zones[1], 2, MIDNIGHT)
    new = Version(zones[0], 3, turn)
    stored.publish(old, {0: rows_of(168, 1), 2: rows_of(24, 1)})
    stored.publish(west, {1: rows_of(168, 2)})
    stored.publish(new, {0: rows_of(168, 3), 2: rows_of(1, 3)}, (old, west))
    book = BaselineBook(stored.fetch, b"n:")
    user, at = (np.array([each[part] for each in asked], np.int64) for part in (0, 1))
    found = book.lookup(np.full(len(asked), ELECTRIC), user, at)
    for row, (number, instant) in zip(found, asked, strict=True):
        block, place = divmod(number, BLOCK_SIZE)
        if block == 3:
            assert np.isnan(row["usage_median"])
            assert row["level"] == Level.NONE
            continue
        run = 2 if block == 1 else 3 if instant > turn else 1
        rows = {(0, 1): 168, (0, 3): 168, (1, 2): 168, (2, 1): 24, (2, 3): 1}[block, run]
        local = datetime.fromtimestamp(instant / 1000, ZoneInfo(zones[block])) - timedelta(milliseconds=1)
        assert row["usage_median"] == (local.weekday() * 24 + local.hour) % rows
        assert (row["usage_mad"], row["peak_median"]) == (run, place)


def test_nothing_is_known_before_a_version_is_effective() -> None:
    versions = [Version("America/New_York", 1, MIDNIGHT)]
    assert effective_at(versions, MIDNIGHT) == {}
    assert effective_at(versions, MIDNIGHT + 1) == {"America/New_York": versions[0]}


def test_a_quarter_hour_is_asked_for_once_and_the_next_meets_a_new_version() -> None:
    stored = Stored()
    stored.publish(Version("America/New_York", 1, MIDNIGHT), {0: rows_of(168, 1)})
    book = BaselineBook(stored.fetch, b"n:")
    user = np.arange(BLOCK_SIZE)

    def runs_at(minute: int) -> set[float]:
        found = book.lookup(np.full(len(user), ELECTRIC), user, np.full(len(user), MIDNIGHT + minute * MINUTE_MS))
        return set(found["usage_mad"].tolist())

    assert runs_at(1) == {1}
    asked = stored.asked
    assert runs_at(14) == {1}
    assert stored.asked == asked
    stored.publish(Version("America/New_York", 2, MIDNIGHT), {0: rows_of(168, 2)})
    assert runs_at(15) == {1}
    assert runs_at(16) == {2}
