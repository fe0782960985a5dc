"""Single rules of the live view, each of which random batches seldom meet: laps, pages of another length, room."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from contract.live_page import PAGE, page_key
from contract.live_view import SLOT, SLOTS, LiveState, ring_closings, ring_key
from contract.settings import Settings
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS, index
from stream_job.live_batch import gather
from stream_job.live_view import LiveView
from stream_job.page_memory import FIRST_ROOM
from tests.live_headers import header
from tests.stream_job.test_live_view import FIRST, Row, columns, row

PAGES_APART = 1024  # users so far apart are in different pages
HOME = 1
runs = itertools.count()


class Live:
    """A live view of its own, one writer of it, and what it holds."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self.redis: Any = redis
        self.prefix = settings.redis_prefix()
        self._settings = settings
        self.anew()

    def anew(self) -> None:
        """Another writer, which knows nothing."""
        self._view = LiveView(self.redis, self._settings)

    def write(self, *rows: Row) -> list[dict[str, Any]]:
        """The alerts that it raises or says again."""
        return [json.loads(each) for alerts in self._view.write(gather(columns(list(rows)))) for each in alerts]

    def state(self, user: int = HOME) -> LiveState:
        found = header(self.redis, self.prefix, ELECTRICITY, user)
        assert found
        return found

    def ring(self, user: int = HOME) -> bytes:
        held: bytes = self.redis.get(ring_key(self.prefix, ELECTRICITY, user)) or b""
        return held

    def closings(self) -> list[tuple[int, int]]:
        """Interval since FIRST and register of each closing reading, the newest included."""
        held = ring_closings(self.state(), self.ring())
        return [(index(each.at - FIRST, INTERVAL_MS), each.register) for each in held]


@pytest.fixture
def live(settings: Settings) -> Iterator[Live]:
    own = replace(settings, namespace=f"liverules{next(runs)}")
    with Redis(host=own.host, port=own.redis_port) as redis:
        yield Live(redis, own)
        for key in redis.scan_iter(own.redis_prefix() + b"*"):
            redis.delete(key)


def reading(interval: int, offset: int, register: int, user: int = HOME) -> Row:
    return row(user, at=FIRST + interval * INTERVAL_MS + offset, register=register)


def test_a_late_reading_takes_the_place_of_one_from_an_earlier_lap(live: Live) -> None:
    live.write(reading(0, INTERVAL_MS, 1), reading(1, 1, 1))
    live.write(reading(SLOTS + 5, 1, 2))
    live.write(reading(SLOTS, 1, 3))  # in the slot of the first, and earlier in its interval than that was
    assert live.closings() == [(SLOTS, 3), (SLOTS + 5, 2)]


def test_a_reading_that_is_older_than_the_ring_is_not_written_into_it(live: Live) -> None:
    live.write(reading(1, 1, 1))
    live.write(reading(SLOTS + 5, 1, 2))
    before = live.ring()
    live.write(reading(2, INTERVAL_MS, 3))
    assert live.ring() == before


def test_a_ring_has_its_whole_length_from_the_beginning_however_it_begins(live: Live) -> None:
    live.write(reading(0, 1, 1))
    live.write(reading(1, 1, 2))
    assert len(live.ring()) == SLOTS * SLOT.size
    other = HOME + 1
    live.write(reading(9, 1, 9, other))
    live.write(reading(4, 1, 4, other))  # the first that is written of this one is late
    assert len(live.ring(other)) == SLOTS * SLOT.size


def test_a_new_ring_begins_with_the_first_interval_of_its_first_batch(live: Live) -> None:
    live.write(*(reading(interval, 1, interval) for interval in (3, 4, 5)))
    assert live.state().first_interval == index(FIRST, INTERVAL_MS) + 4
    assert live.closings() == [(3, 3), (4, 4), (5, 5)]


def test_while_the_newest_interval_lasts_its_readings_cost_no_write_of_the_ring(live: Live) -> None:
    live.write(reading(0, 1, 1))
    live.write(reading(0, 500_000, 3))
    live.write(reading(0, 400_000, 2))
    assert live.ring() == b""
    assert live.closings() == [(0, 3)]


def test_what_has_not_the_length_of_a_page_counts_for_nothing(live: Live) -> None:
    key = page_key(live.prefix, ELECTRICITY, HOME)
    for rubbish in (b"\x01" * (PAGE // 2), b"\x01" * (PAGE + 100)):
        live.redis.set(key, rubbish)
        live.anew()
        live.write(reading(0, 1, 7))
        held = live.redis.get(key)
        assert len(held) == PAGE
        assert live.state().last_register == 7
        assert held.count(0) > PAGE - 128  # of nobody else anything is there


def test_of_two_words_about_one_window_the_last_one_is_shown(live: Live) -> None:
    live.write(row(HOME, closes=FIRST + 10_000, most=5))
    live.write(row(HOME, closes=FIRST + 10_000, most=7))
    assert live.state().max == 7


def test_what_is_known_stays_known_while_the_memory_grows(live: Live) -> None:
    """Homes in more pages at once than twice the room that there is."""
    early = [1 + number * PAGES_APART for number in range(FIRST_ROOM // 2)]
    many = [1 + number * PAGES_APART for number in range(FIRST_ROOM, FIRST_ROOM * 5)]
    live.write(*(reading(3, 1, 3, user) for user in early))
    live.write(*(reading(3, 1, 4, user) for user in many))
    live.write(*(reading(1, 1, 1, user) for user in early))  # older than what is known
    assert {live.state(user).last_register for user in early} == {3}
    assert {live.state(user).last_register for user in many} == {4}


def test_a_writer_that_is_alone_asks_for_no_page_twice(live: Live) -> None:
    def asked() -> int:
        return int(live.redis.info("commandstats").get("cmdstat_get", {"calls": 0})["calls"])

    live.write(reading(0, 1, 1))
    before = asked()
    live.write(reading(1, 1, 2))
    assert asked() == before


def test_an_alert_keeps_its_highest_window(live: Live) -> None:
    def window(number: int, most: int) -> Row:
        return row(HOME, closes=FIRST + number * 10_000, most=most)

    live.write(*(window(number, 200) for number in range(1, 40)))
    [first] = live.write(window(40, 30_000))
    [second] = live.write(window(41, 20_000))
    assert (second["id"], second["evidence"]["value"]) == (first["id"], 30_000)
    assert live.write(window(42, 200)) == []
    [other] = live.write(window(43, 20_000))
    assert other["id"] != first["id"]
