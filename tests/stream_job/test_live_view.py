"""Whatever batches the rows come in, the live view holds the same readings, closing readings and newest window."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from redis import Redis

from contract.closing import closing_readings
from contract.live_page import POINTS
from contract.live_view import SLOTS, LiveState, ring_closings, ring_key
from contract.reading import Reading
from contract.settings import Settings
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS, index
from stream_job.closing_slots import Array
from stream_job.live_batch import gather
from stream_job.live_view import LiveView
from stream_job.page_memory import FIRST_ROOM
from tests.live_headers import header

FIRST = index(1_795_000_000_000, INTERVAL_MS) * INTERVAL_MS
COLUMNS = {
    "letter": np.int32,
    "user_id": np.int32,
    "meter_id": np.int32,
    "closes": np.int64,
    "n": np.int32,
    "least": np.int32,
    "most": np.int32,
    "total": np.int64,
    "squares": np.int64,
    "last_at": np.int64,
    "last_register": np.int64,
    "last_demand": np.int32,
}
Row = dict[str, int]
runs = itertools.count()


def row(user_id: int, *, at: int = 0, register: int = 0, demand: int = 0, closes: int = 0, most: int = 0) -> Row:
    """One live row; without `closes` only a reading, without `at` only a window."""
    window = {"closes": closes, "n": int(closes > 0), "least": most, "most": most, "total": most, "squares": most**2}
    point = {"letter": ord(ELECTRICITY.letter), "user_id": user_id, "meter_id": 7}
    return {**point, **window, "last_at": at, "last_register": register, "last_demand": demand}


def readings_of_hours(hours: int) -> st.SearchStrategy[Row]:
    """Rows of three users within so many hours: quarter-hour boundaries, repeats and conflicts are frequent."""
    instant = st.builds(
        lambda interval, offset: FIRST + interval * INTERVAL_MS + offset,
        st.integers(0, hours * 4 - 1),
        st.sampled_from([1, 10_000, 450_000, INTERVAL_MS]),
    )
    register = st.integers(0, 2) | st.integers(2**40, 2**40 + 2)
    return st.builds(lambda user, at, level: row(user, at=at, register=level), st.integers(1, 3), instant, register)


windows = st.builds(
    lambda user, number, most: row(user, closes=FIRST + number * 10_000, most=most),
    st.integers(1, 3),
    st.integers(1, 60),
    st.integers(0, 5),
)
# Within the ring's 96 hours nothing is ever lost; the window of one instant and home is said once, as TUMBLE says it.
batches = st.lists(st.lists(readings_of_hours(90) | readings_of_hours(1) | windows, max_size=30), max_size=6)


@pytest.fixture(scope="module")
def redis(settings: Settings) -> Iterator[Redis]:
    with Redis(host=settings.host, port=settings.redis_port) as client:
        yield client
        for key in client.scan_iter(b"liveview*"):
            client.delete(key)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=batches)
def test_any_batches_leave_the_closing_readings(sent: list[list[Row]], redis: Redis, settings: Settings) -> None:
    own = replace(settings, namespace=f"liveview{next(runs)}")
    write(redis, own, sent)
    rows = [each for batch in sent for each in batch]
    for user_id in {each["user_id"] for each in rows}:
        mine = [each for each in rows if each["user_id"] == user_id]
        state = state_of(redis, own, user_id)
        ring = value(redis, ring_key(own.redis_prefix(), ELECTRICITY, user_id))
        expected = closing_readings(
            Reading(user_id, 7, each["last_at"], each["last_register"], 0, 0) for each in mine if each["last_at"]
        )
        assert ring_closings(state, ring) == expected
        assert state.window_end == max(each["closes"] for each in mine)


def test_a_backlog_longer_than_the_ring_keeps_its_newest_96_hours(redis: Redis, settings: Settings) -> None:
    own = replace(settings, namespace=f"liveview{next(runs)}")
    instants = [FIRST + number * INTERVAL_MS for number in range(1, SLOTS * 2)]
    write(redis, own, [[row(1, at=at, register=at) for at in instants]])
    state = state_of(redis, own, 1)
    held = ring_closings(state, value(redis, ring_key(own.redis_prefix(), ELECTRICITY, 1)))
    assert [closing.at for closing in held] == instants[-SLOTS:]


def test_ninety_six_hours_of_a_service_point_take_four_kilobytes(redis: Redis, settings: Settings) -> None:
    own = replace(settings, namespace=f"liveview{next(runs)}")
    users = range(1024, 2048, 16)  # who fill a page of headers
    for number in range(1, SLOTS + 2):
        at = FIRST + number * INTERVAL_MS
        write(redis, own, [[row(user, at=at, register=number, closes=at, most=100) for user in users]])
    keys = list(redis.scan_iter(own.redis_prefix() + b"*"))
    assert len(keys) > POINTS
    assert sum(redis.memory_usage(key, samples=0) or 0 for key in keys) / len(users) <= 4096


def test_one_batch_judges_windows_as_many_batches_do(redis: Redis, settings: Settings) -> None:
    heights = [200, 210, 190] * 12 + [9_000, 9_500, 200]
    rows = [row(1, closes=FIRST + number * 10_000, most=most) for number, most in enumerate(heights, 1)]
    at_once, singly = (replace(settings, namespace=f"liveview{next(runs)}") for _ in range(2))
    (together,) = (json.loads(alert) for alert in write(redis, at_once, [rows]))
    first, second = (json.loads(alert) for alert in write(redis, singly, [[each] for each in rows]))
    assert together == second
    assert first["id"] == second["id"]
    # the second is judged by a memory that has seen the first; the alert still says why it was raised
    assert second["evidence"]["mean"] == first["evidence"]["mean"]
    assert (first["evidence"]["value"], second["evidence"]["value"]) == (9_000, 9_500)
    states = [state_of(redis, own, 1) for own in (at_once, singly)]
    assert states[0] == states[1]


def test_a_replay_says_its_alerts_again_and_changes_nothing(redis: Redis, settings: Settings) -> None:
    own = replace(settings, namespace=f"liveview{next(runs)}")
    rows = [row(1, closes=FIRST + number * 10_000, most=200) for number in range(1, 40)]
    rows.append(row(1, closes=FIRST + 400_000, most=9_000))
    raised, before = write(redis, own, [rows]), state_of(redis, own, 1)
    assert len(raised) == 1
    assert write(redis, own, [rows]) == raised
    assert state_of(redis, own, 1) == before


def test_more_service_points_than_the_memory_begins_with(redis: Redis, settings: Settings) -> None:
    own = replace(settings, namespace=f"liveview{next(runs)}")
    users, instants = range(1, FIRST_ROOM * POINTS * 2), [FIRST + number * 60_000 for number in (1, 2, 16)]
    write(redis, own, [[row(user, at=at, register=at + user) for user in users] for at in instants])
    for user in users:
        state = state_of(redis, own, user)
        assert (state.last_at, state.last_register) == (instants[-1], instants[-1] + user)


def test_two_writers_at_once_lose_nothing(redis: Redis, settings: Settings) -> None:
    """Each refusal is met by working anew from what the other has written."""
    own = replace(settings, namespace=f"liveview{next(runs)}")
    users, instants = range(1, 200), [FIRST + number * 60_000 for number in range(1, 121)]
    sent = [[row(user, at=at, register=at) for user in users] for at in instants]

    def some(which: int) -> None:
        with Redis(host=own.host, port=own.redis_port) as client:
            write(client, own, sent[which::4])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    ends = [at for at in instants if at % INTERVAL_MS == 0]
    for user in users:
        state = state_of(redis, own, user)
        ring = value(redis, ring_key(own.redis_prefix(), ELECTRICITY, user))
        assert [closing.at for closing in ring_closings(state, ring)] == ends


def write(redis: Redis, settings: Settings, sent: list[list[Row]]) -> list[bytes]:
    """All alerts that the batches raise, in order; there is one at least where a window spikes."""
    view = LiveView(redis, settings)
    return [alert for batch in sent for alerts in view.write(gather(columns(batch))) for alert in alerts]


def columns(batch: list[Row]) -> dict[str, Array]:
    return {name: np.array([each[name] for each in batch], kind) for name, kind in COLUMNS.items()}


def state_of(redis: Redis, settings: Settings, user_id: int) -> LiveState:
    found = header(redis, settings.redis_prefix(), ELECTRICITY, user_id)
    assert found
    return found


def value(redis: Redis, key: bytes) -> bytes:
    """A key's bytes, none if it is not there."""
    found = redis.get(key) or b""
    assert isinstance(found, bytes)
    return found


def test_what_another_writer_has_written_is_seen_even_beside_what_is_written_now(
    redis: Redis, settings: Settings
) -> None:
    """A writer that was alone trusts what it knows; a word of another's, and it trusts nothing of it any more."""
    own = replace(settings, namespace=f"liveview{next(runs)}")
    one, other = LiveView(redis, own), LiveView(redis, own)
    neighbours = (1, 17)

    def told(view: LiveView, user: int, minute: int) -> None:
        at = FIRST + minute * 60_000
        rows = [row(user, at=at, register=minute, closes=at, most=minute)]
        assert list(view.write(gather(columns(rows)))) == [[]]

    for minute in (1, 2):
        for user in neighbours:
            told(one, user, minute)
    told(other, 1, 9)
    told(one, 17, 3)
    told(one, 1, 4)
    for user, minute in zip(neighbours, (9, 3), strict=True):
        state = state_of(redis, own, user)
        assert (state.last_register, state.max) == (minute, minute)
