"""Objects of the archive: one arrival day each, no hole between them, the same bytes for the same rows."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.backlog import FEW_ROWS, Backlog, Pile, joined
from batch_job.archive.decode import decode
from batch_job.archive.objects import Block, name_of, to_parquet
from contract.master_data import cover, parse_key
from contract.windows import DAY_MS, HOUR_MS
from tests.batch_job.archive.arriving import STAMP, arrivals, plain

POISON = b"\xff\xff"


def _piled(turns: list[list[bytes]], pace: int, skip: int = 0) -> list[tuple[Block, bytes]]:
    """Objects of messages `pace` ms apart, read in several turns, with `skip` offsets left out between turns."""
    backlog = Backlog(10**9, 10.0, 10**9)
    offset, stamp = 5, STAMP
    for values in turns:
        came = arrivals(values, offset)
        came = Arrivals(came.topic, 0, came.offsets, stamp + pace * (came.offsets - offset), values)
        backlog.add(came, decode(came).rows, now=0.0)
        offset, stamp = offset + len(values) + skip, stamp + pace * len(values)
    return [(block, to_parquet(block)) for block in joined(backlog.piles["electricity", 0])]


messages_of = st.lists(st.sampled_from([plain(1, STAMP, 5), plain(2, STAMP, 5, 3), POISON]), min_size=1, max_size=8)


@given(st.lists(messages_of, min_size=1, max_size=5), st.integers(1, HOUR_MS * 2), st.integers(0, 2))
@settings(max_examples=50, deadline=None)
def test_objects_hold_every_message_once_and_one_day_each(turns: list[list[bytes]], pace: int, skip: int) -> None:
    objects = _piled(turns, pace, skip)

    assert objects[0][0].first == 5
    assert all(later.first == earlier.last + 1 for (earlier, _), (later, _) in pairwise(objects))
    rows = [row for _, body in objects for row in pq.read_table(io.BytesIO(body)).to_pylist()]
    assert len(rows) == sum({2: 0, len(plain(1, STAMP, 5)): 2}.get(len(value), 3) for turn in turns for value in turn)
    for block, body in objects:
        table = pq.read_table(io.BytesIO(body))
        assert {stamp // DAY_MS for stamp in table["stamp"].to_pylist()} <= {block.day}
        assert all(block.first <= offset <= block.last for offset in table["offset"].to_pylist())


def test_a_name_gives_its_object_back_and_the_objects_cover_their_offsets() -> None:
    objects = _piled([[plain(1, STAMP, 5)] * 10], HOUR_MS // 4)
    names = [name_of("electricity", 0, block) for block, _ in objects]

    assert [parse_key(name.key("there/")) for name in names] == names
    assert cover(names, 5, 15) == names


def test_the_same_rows_give_the_same_bytes() -> None:
    at_once = _piled([[plain(1, STAMP, 5)] * 10], 10)
    in_turns = _piled([[plain(1, STAMP, 5)] * 4, [plain(1, STAMP, 5)] * 6], 10)

    assert [body for _, body in at_once] == [body for _, body in in_turns]


def test_a_pile_is_due_by_rows_or_by_age() -> None:
    backlog = Backlog(most_rows=5, most_age=20.0, many_rows=10**9)
    came = arrivals([plain(1, STAMP, 5)] * 2)
    backlog.add(came, decode(came).rows, now=100.0)

    assert backlog.due(119.0) == []
    assert backlog.due(120.0) == [("electricity", 0)]
    later = arrivals([plain(1, STAMP, 5)], first=2)
    backlog.add(later, decode(later).rows, now=101.0)
    assert backlog.due(101.0) == [("electricity", 0)]


def test_the_highest_of_many_low_piles_is_due_when_there_are_many_rows() -> None:
    backlog = Backlog(most_rows=100, most_age=20.0, many_rows=9)
    for partition, readings in enumerate((3, 5, 1)):
        assert backlog.due(now=0.0) == []
        came = replace(arrivals([plain(1, STAMP, 5, readings)]), partition=partition)
        backlog.add(came, decode(came).rows, now=0.0)
    assert backlog.due(now=0.0) == [("electricity", 1)]


def _many(first: int, hour: int, rows: int) -> Block:
    return Block(first, first + rows - 1, hour, [pa.RecordBatch.from_pydict({"offset": range(first, first + rows)})])


def test_many_rows_are_joined_within_their_hour_and_few_within_their_day() -> None:
    day = STAMP // DAY_MS * 24
    half, few = FEW_ROWS // 2 + 1, FEW_ROWS // 4
    one_hour = Pile(0.0, [_many(0, day, half), _many(half, day, half)])
    two_hours = Pile(0.0, [_many(0, day, half), _many(half, day + 1, half)])
    quiet = Pile(0.0, [_many(0, day + 22, few), _many(few, day + 23, few), _many(2 * few, day + 24, few)])
    assert [(block.hour - day, block.rows) for block in joined(one_hour)] == [(0, 2 * half)]
    assert [(block.hour - day, block.rows) for block in joined(two_hours)] == [(0, half), (1, half)]
    assert [(block.hour - day, block.rows) for block in joined(quiet)] == [(22, 2 * few), (24, few)]
