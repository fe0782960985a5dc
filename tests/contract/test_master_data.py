"""A range of offsets has one cover, whatever overlaps, and a hole is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.master_data import HoleError, RawObject, arrival_hour, cover, holes, parse_key


def piece(first: int, last: int) -> RawObject:
    return RawObject("gas", 3, first, last, "2026-11-01T05")


def test_a_key_names_its_object() -> None:
    key = piece(5, 9).key("test/")
    assert key == "test/raw/gas/2026-11-01T05/gas-003-000000000005-000000000009.parquet"
    assert parse_key(key) == piece(5, 9)
    assert parse_key("test/raw/gas/readme.txt") is None
    assert arrival_hour(3_600_000) == "1970-01-01T01"


def test_a_hole_is_refused() -> None:
    with pytest.raises(HoleError, match="Offset 5 of gas-3"):
        cover([piece(0, 4), piece(6, 9)], 0, 10)


def test_holes_are_what_a_cover_lacks() -> None:
    pieces = [piece(20, 29), piece(5, 9), piece(7, 12)]
    assert holes(pieces, 0, 40) == [(0, 4), (13, 19), (30, 39)]
    assert holes(pieces, 6, 16) == [(13, 15)]
    assert holes(pieces, 20, 25) == []
    assert holes([], 3, 5) == [(3, 4)]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=12), st.randoms())
def test_a_cover_holds_every_offset_and_does_not_depend_on_order(spans: list[tuple[int, int]], random: object) -> None:
    pieces = [piece(first, first + length) for first, length in spans] + [piece(n, n + 9) for n in range(0, 60, 10)]
    found = cover(pieces, 0, 60)
    held = {offset for entry in found for offset in range(entry.first, entry.last + 1)}
    assert set(range(60)) <= held
    assert found == cover(list(reversed(pieces)), 0, 60)
