"""Small objects joined: the same offsets give the same rows, wherever a compaction is cut off."""

from __future__ import annotations

import io
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.backlog import Backlog, joined
from batch_job.archive.compact import LARGE_BYTES, compact, contained, groups
from batch_job.archive.decode import decode
from batch_job.archive.objects import name_of, to_parquet
from batch_job.archive.put import put_once
from batch_job.nightly.inputs.cover import Stored, clips
from batch_job.store import Store, StoreAwayError, open_store
from contract.encoding import messages
from contract.master_data import RawObject, cover, parse_key
from contract.reading import Report
from contract.settings import Settings
from contract.windows import DAY_MS
from tests.batch_job.archive.arriving import STAMP

MIDNIGHT = STAMP // DAY_MS * DAY_MS
A_DAY, DAYS = 60, 3
END = A_DAY * DAYS
MOST_BYTES_A_READING = 13


class Dying(Store):
    """The same store for a process that is killed after so many requests."""

    left = 0
    counting = Lock()

    def _count(self) -> None:
        with self.counting:
            if self.left == 0:
                raise StoreAwayError("killed")
            self.left -= 1

    def put_new(self, key: str, body: bytes) -> None:
        self._count()
        super().put_new(key, body)

    def get(self, key: str) -> bytes:
        self._count()
        return super().get(key)

    def remove(self, key: str) -> None:
        self._count()
        super().remove(key)


@pytest.fixture
def store(namespace: Settings) -> Store:
    """Three days of small objects, and those of a second archive that had read some of the same messages."""
    found = open_store(namespace)
    for size, first, last in ((4, 0, END), (7, 50, 90)):
        for begin in range(first, last, size):
            _put(found, begin, min(begin + size, last))
    return found


def test_joined_objects_have_the_same_rows(store: Store) -> None:
    before, small = _rows(store), _objects(store)
    done = compact(store, ["electricity"])
    assert done.swept == len(list(contained(small)))  # the second archive's were longer
    assert done.joined > done.into > 0
    assert _rows(store) == before
    # whoever had listed the others can still read them; the next night sweeps
    assert len(_objects(store)) == len(small) - done.swept + done.into
    swept = compact(store, ["electricity"]).swept
    assert swept >= done.joined
    assert _rows(store) == before
    # the third day goes on, and so does its last hour
    spans = [(raw.first, raw.last) for raw in sorted(_objects(store))]
    assert spans == [(0, A_DAY - 1), (A_DAY, 2 * A_DAY - 1), (2 * A_DAY, END - 5), (END - 4, END - 1)]
    again = compact(store, ["electricity"])
    assert (again.joined, again.swept) == (0, 0)


def test_a_day_that_went_on_is_joined_to_what_was_joined_of_it(store: Store) -> None:
    compact(store, ["electricity"])
    compact(store, ["electricity"])
    before = _rows(store)
    for begin in (END, END + 4):  # the third day's last hour is over, and the fourth begins
        _put(store, begin, begin + 4)
    compact(store, ["electricity"])
    compact(store, ["electricity"])
    spans = [(raw.first, raw.last) for raw in sorted(_objects(store))]
    assert spans[2:] == [(2 * A_DAY, END - 1), (END, END + 3), (END + 4, END + 7)]
    assert _rows(store) == before


def test_killed_anywhere_the_rows_are_the_same(namespace: Settings, store: Store) -> None:
    before = _rows(store)
    for requests in (0, 1, 2, 5, 20, 40, 60, 61, 62, 63, 80, 100, 101):
        dying = open_store(namespace)
        dying.__class__, left = Dying, requests
        assert isinstance(dying, Dying)
        dying.left = left
        try:
            compact(dying, ["electricity"])
        except StoreAwayError:
            assert dying.left == 0
        assert _rows(store) == before
    compact(store, ["electricity"])
    assert _rows(store) == before


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), min_size=1, max_size=25)


@given(spans)
def test_what_is_swept_and_what_is_joined_keep_every_offset(drawn: list[tuple[int, int]]) -> None:
    objects = sorted({_raw(first, first + more) for first, more in drawn})
    whole = _offsets(objects)
    left = [raw for raw in objects if raw not in set(contained(objects))]
    assert _offsets(left) == whole
    for group in groups(left, dict.fromkeys(left, 1)):
        assert len({part.raw.hour[:10] for part in group}) == 1
        one = _raw(group[0].first, group[-1].last)
        assert cover([*left, one], one.first, one.last + 1) == [one]
        assert [part.first for part in group[1:]] == [part.last + 1 for part in group[:-1]]


def test_what_becomes_one_object() -> None:
    """Side by side, of one day that is over, and not too large; what is large already stays as it is."""

    def grouped(*objects: tuple[int, int, str, int]) -> list[list[int]]:
        sizes = {RawObject("water", 0, first, last, hour): size for first, last, hour, size in objects}
        return [[part.first for part in group] for group in groups(list(sizes), sizes)]

    first, later, small, half = "2026-01-01T05", "2026-01-02T00", 1, LARGE_BYTES - 1
    tomorrow = (1000, 1000, later, small)
    assert grouped((0, 4, first, small), (5, 9, first, small), tomorrow) == [[0, 5]]
    assert grouped((0, 4, first, small), (5, 9, first, small)) == []  # the day may go on
    assert grouped((0, 4, first, small), (6, 9, first, small), tomorrow) == []
    assert grouped((0, 4, first, small), tomorrow) == []
    assert grouped((0, 4, first, small), (5, 9, first, small), (10, 14, later, small), (1000, 1000, later, small)) == [
        [0, 5]
    ]
    large = (10, 14, first, LARGE_BYTES)
    assert grouped((0, 4, first, small), (5, 9, first, small), large, (15, 19, first, small), tomorrow) == [[0, 5]]
    heavy = [(5 * number, 5 * number + 4, first, half) for number in range(4)]
    assert grouped(*heavy, tomorrow) == [[0, 5], [10, 15]]  # three would weigh too much


def test_of_equal_objects_none_is_swept() -> None:
    twice = [RawObject("water", 0, 0, 9, hour) for hour in ("2026-01-01T05", "2026-01-01T06")]
    within = RawObject("water", 0, 3, 9, "2026-01-01T05")
    assert list(contained([*twice, within])) == [within]


def test_a_reading_takes_few_bytes_however_it_jitters() -> None:
    rng = np.random.default_rng(5)
    count = 20_000
    users = rng.integers(1, 5000, count)
    at = MIDNIGHT + np.arange(count) * 40
    registers = users * 1_000_000 + rng.integers(0, 2**26, count)
    steps = np.sort(rng.integers(0, 9_000, (count, 2)))
    columns = (users, at, steps, registers, rng.integers(0, 9_000, (count, 2)))
    values = [
        messages.encode(Report(user, user + 9, begin, step, [register, register + 2000], demand))
        for user, begin, step, register, demand in zip(*(column.tolist() for column in columns), strict=True)
    ]
    stamps = at + 10_000 + rng.integers(0, 3_000, count)
    came = Arrivals("electricity", 0, np.arange(count), np.maximum.accumulate(stamps), values)
    backlog = Backlog(10**9, 10.0, 10**9)
    backlog.add(came, decode(came).rows, now=0.0)
    bodies = [to_parquet(block) for block in joined(backlog.piles["electricity", 0])]
    size = sum(map(len, bodies)) / (2 * count)
    print(f"\n{size:.2f} bytes a reading")
    assert size <= MOST_BYTES_A_READING


def _put(store: Store, first: int, last: int) -> None:
    numbers = np.arange(first, last, dtype=np.int64)
    stamps = MIDNIGHT + numbers * (DAY_MS // A_DAY) + 1
    values = [
        messages.encode(Report(int(n) + 1, 7, int(stamp) - 5_000, [0, 900], [10 * int(n), 10 * int(n) + 3], [5, 6]))
        for n, stamp in zip(numbers, stamps, strict=True)
    ]
    came = Arrivals("electricity", 0, numbers, stamps, values)
    backlog = Backlog(10**9, 10.0, 10**9)
    backlog.add(came, decode(came).rows, now=0.0)
    for block in joined(backlog.piles["electricity", 0]):
        put_once(store, name_of("electricity", 0, block), to_parquet(block))


def _objects(store: Store) -> list[RawObject]:
    return [raw for key, _, _ in store.list("raw/electricity/") if (raw := parse_key(key))]


def _rows(store: Store) -> list[dict[str, object]]:
    """As a settlement reads them: the cover of all offsets, each object clipped."""
    stored = [Stored(raw, raw.key(""), 0, "") for raw in _objects(store)]
    tables = []
    for clip in clips(stored, END):
        table = pq.read_table(io.BytesIO(store.get(clip.key)))
        inside = pc.and_(pc.greater_equal(table["offset"], clip.first), pc.less_equal(table["offset"], clip.last))
        tables.append(table.filter(inside))
    found: list[dict[str, object]] = pa.concat_tables(tables).to_pylist()
    assert len(found) == 2 * END
    return found


def _raw(first: int, last: int) -> RawObject:
    day, hour = divmod(first, 24)
    return RawObject("water", 0, first, last, f"2026-01-{day + 1:02d}T{hour:02d}")


def _offsets(objects: list[RawObject]) -> set[int]:
    return {offset for raw in objects for offset in range(raw.first, raw.last + 1)}
