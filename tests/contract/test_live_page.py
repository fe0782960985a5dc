"""Every service point has a place of its own, next to those of its partition; numpy and the standard library agree."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contract.encoding.live_layout import HEADER, places_of, read_headers, users_of
from contract.live_page import PAGE as PAGE_BYTES
from contract.live_page import POINTS, page_key, place, read_header, write_header
from contract.live_view import LiveState
from contract.topics import partition_of
from contract.utilities import GAS, WATER

users = st.integers(0, 2**32 - 1)


def state(number: int) -> LiveState:
    return LiveState(**{name: number + place for place, name in enumerate(LiveState.__dataclass_fields__)})


@given(st.sets(users, max_size=50))
def test_places_are_one_to_one(user_ids: set[int]) -> None:
    numbers = np.array(sorted(user_ids), np.int64)
    places = places_of(numbers)
    assert users_of(places).tolist() == numbers.tolist()
    assert [divmod(each, POINTS) for each in places.tolist()] == [place(user) for user in numbers.tolist()]


@given(users, st.sampled_from([1, 2, 4, 8, 16]))
def test_a_page_lies_in_one_partition(user_id: int, partitions: int) -> None:
    page = place(user_id)[0]
    neighbours = users_of(np.arange(page * POINTS, (page + 1) * POINTS))
    assert {partition_of(user, partitions) for user in neighbours.tolist()} == {partition_of(user_id, partitions)}


@given(st.lists(users, min_size=1, max_size=30, unique=True))
def test_headers_read_back_by_both(user_ids: list[int]) -> None:
    pages: dict[bytes, bytes] = {}
    for number, user in enumerate(user_ids, 1):
        key = page_key(b"x:", WATER, user)
        pages[key] = write_header(pages.get(key), user, state(number))
    for number, user in enumerate(user_ids, 1):
        assert read_header(pages[page_key(b"x:", WATER, user)], user) == state(number)
    found = read_headers(lambda keys: [pages.get(key) for key in keys], b"x:", WATER, np.array(user_ids))
    assert found.tolist() == [dataclasses.astuple(state(number)) for number in range(1, len(user_ids) + 1)]


def test_nobody_has_no_header() -> None:
    assert POINTS * HEADER.itemsize == PAGE_BYTES
    assert read_header(None, 5) is None
    assert read_header(bytes(PAGE_BYTES), 5) is None
    assert read_headers(lambda keys: [None for _ in keys], b"x:", GAS, np.array([5, 6])).tolist() == (
        np.zeros(2, HEADER).tolist()
    )
