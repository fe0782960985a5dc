"""Windows of counties may come in any order and more than once: the region view keeps the newest of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from redis import Redis

from contract.accounting import Account, accounting_key, read_accounts
from contract.region_view import PAST_SLOTS, RegionWindow, latest_key, past_key, read_latest, read_past
from contract.settings import Settings
from contract.utilities import GAS
from stream_job.region_view import ROW, RegionView

COUNTY, LENGTH = 36061, 10_000
FIRST = 1_795_000_000_000
runs = itertools.count()


class View:
    """A region view of its own, and what it holds."""

    def __init__(self, redis: Redis, settings: Settings) -> None:
        self._redis: Any = redis
        self._prefix = settings.redis_prefix()
        self._view = RegionView(redis, settings)

    def write(self, *windows: tuple[int, int, int]) -> None:
        """Number of the window, readings in it, and readings received so far."""
        rows = np.zeros(len(windows), ROW)
        for row, (number, n, received) in zip(rows, windows, strict=True):
            row["letter"], row["county"], row["closes"] = ord(GAS.letter), COUNTY, FIRST + number * LENGTH
            row["n"], row["total"], row["load"], row["service_points"] = n, 7 * n, number, min(n, 1)
            row["received"], row["in_windows"] = received, received
        self._view.write(rows)

    def latest(self) -> RegionWindow | None:
        held = self._redis.get(latest_key(self._prefix, GAS, COUNTY))
        return read_latest(held) if held else None

    def past(self) -> list[int]:
        """The numbers of the windows whose loads are kept."""
        held = read_past(self._redis.get(past_key(self._prefix, GAS, COUNTY)) or b"")
        assert [load for _, load in held] == [(closes - FIRST) // LENGTH for closes, _ in held]
        return [load for _, load in held]

    def account(self) -> Account:
        return read_accounts(self._redis.hgetall(accounting_key(self._prefix)))[GAS, COUNTY]


@pytest.fixture
def view(settings: Settings) -> Iterator[View]:
    own = replace(settings, namespace=f"regionview{next(runs)}", live_window_s=LENGTH // 1000)
    with Redis(host=own.host, port=own.redis_port) as redis:
        yield View(redis, own)
        for key in redis.scan_iter(own.redis_prefix() + b"*"):
            redis.delete(key)


def test_the_newest_window_stays_whatever_comes_after_it(view: View) -> None:
    view.write((3, 5, 50))
    view.write((2, 4, 40), (1, 3, 30))
    latest = view.latest()
    assert latest == RegionWindow(FIRST + 3 * LENGTH, 1, 5, 35, 3, 0, 0)
    assert view.past() == [1, 2, 3]
    assert view.account() == Account(FIRST + 3 * LENGTH, 50, 50, 0, 0)


def test_a_window_that_is_written_again_takes_its_own_place(view: View) -> None:
    view.write((3, 5, 50))
    view.write((3, 6, 51))
    latest = view.latest()
    assert latest is not None
    assert (latest.n, view.account().received) == (6, 51)


def test_a_window_without_readings_counts_and_shows_nothing(view: View) -> None:
    view.write((3, 5, 50))
    view.write((4, 0, 52))
    latest = view.latest()
    assert latest is not None
    assert (latest.window_end, view.past()) == (FIRST + 3 * LENGTH, [3])
    assert view.account() == Account(FIRST + 4 * LENGTH, 52, 52, 0, 0)


def test_loads_of_an_earlier_lap_do_not_come_back(view: View) -> None:
    view.write(*((number, 1, number) for number in range(1, PAST_SLOTS + 3)))
    view.write((1, 1, 1), (2, 1, 2))
    assert view.past() == list(range(3, PAST_SLOTS + 3))
