"""A simulation's messages: the same for the same seed, well formed, in order, and one story from past to present."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from contract.encoding.messages import decode
from contract.reading import Reading
from contract.topics import WEATHER, key_of, partition_of
from contract.utilities import BY_NAME
from contract.validity import Fault, fault
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.run import live
from simulator.run.batches import Batch
from simulator.run.plan import Plan
from simulator.run.simulation import backfill_readings, simulate
from simulator.scenario import Scenario, ScenarioError

LIVE_FROM = 1_793_491_200_000  # 2026-11-01 00:00 UTC
SCENARIO = Scenario(users=150, seed=7, origin=LIVE_FROM - 2 * HOUR_MS, live_from=LIVE_FROM)
DEMO = Plan(heartbeat=5_000, readings=2, partitions=4, spread=False)
SCALE = Plan(heartbeat=5_000, readings=12, partitions=3, spread=True)


def batches(plan: Plan, scenario: Scenario = SCENARIO, minutes: int = 20, since: int = 0) -> Iterator[Batch]:
    return simulate(scenario, scenario.country(), plan, since, LIVE_FROM + minutes * 60_000)


def digest(messages: Iterable[Batch]) -> str:
    digest = hashlib.sha256()
    for batch in messages:
        for key, value in zip(batch.keys, batch.values, strict=True):
            digest.update(b"%s %d %d %s %s\n" % (batch.topic.encode(), batch.partition, batch.stamp, key, value))
    return digest.hexdigest()


def readings(messages: Iterable[Batch]) -> list[Reading]:
    return [
        reading
        for batch in messages
        if batch.topic in BY_NAME
        for value in batch.values
        for reading in decode(value).readings()
    ]


@pytest.mark.parametrize("plan", [DEMO, SCALE])
def test_same_seed_same_bytes_however_it_is_cut(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = digest(batches(plan))
    monkeypatch.setattr(live, "AT_ONCE", 17)
    assert digest(batches(plan)) == whole
    assert digest(batches(plan, Scenario(150, 8, SCENARIO.origin, LIVE_FROM))) != whole


@pytest.mark.parametrize("plan", [DEMO, SCALE])
def test_a_simulation_that_goes_on_sends_the_same_bytes(plan: Plan) -> None:
    since = LIVE_FROM + 7 * 60_000
    reports = (batch for batch in batches(plan) if batch.topic in BY_NAME)
    rest = digest(batch for batch in reports if decode(batch.values[0]).at > since)
    assert digest(batches(plan, since=since)) == rest


@pytest.mark.parametrize("plan", [DEMO, SCALE])
def test_every_report_is_usable_and_where_it_belongs(plan: Plan) -> None:
    for batch in batches(plan, minutes=3):
        for key, value in zip(batch.keys, batch.values, strict=True):
            if batch.topic == WEATHER.name:
                continue
            report = decode(value)
            assert fault(report, batch.stamp) is Fault.NONE
            assert key == key_of(report.user_id)
            assert batch.partition == partition_of(report.user_id, plan.partitions)
            assert len(report.offset_ms) == batch.readings
            assert report.at + report.offset_ms[-1] <= batch.stamp


@pytest.mark.parametrize("plan", [DEMO, SCALE])
def test_stamps_never_fall(plan: Plan) -> None:
    stamps = [batch.stamp for batch in batches(plan) if batch.topic in BY_NAME]
    assert stamps == sorted(stamps)


def test_reports_of_the_demonstration_leave_within_their_window() -> None:
    for batch in batches(DEMO, minutes=2):
        if batch.topic in BY_NAME and batch.stamp > LIVE_FROM:
            assert {(decode(value).at - 1) // 10_000 for value in batch.values} == {(batch.stamp - 1) // 10_000}


@pytest.mark.parametrize("plan", [DEMO, SCALE])
def test_registers_never_fall_and_go_on_from_past_to_present(plan: Plan) -> None:
    by_meter: dict[int, list[Reading]] = {}
    for reading in readings(batches(plan)):
        by_meter.setdefault(reading.meter_id, []).append(reading)
    for history in by_meter.values():
        assert all(a.at < b.at and a.register <= b.register for a, b in pairwise(history))
        past = [reading.at for reading in history if reading.at <= LIVE_FROM]
        assert past == list(range(SCENARIO.origin, LIVE_FROM + 1, INTERVAL_MS))
        beats = {b.at - a.at for a, b in pairwise(history) if a.at > LIVE_FROM}
        assert beats == {plan.heartbeat}


def test_the_promised_number_of_past_readings() -> None:
    past = [reading for reading in readings(batches(DEMO, minutes=1)) if reading.at <= LIVE_FROM]
    assert len(past) == backfill_readings(SCENARIO, SCENARIO.country())


def test_weather_each_hour() -> None:
    stamps = [(batch.stamp, len(batch.values)) for batch in batches(DEMO) if batch.topic == WEATHER.name]
    assert len(stamps) == 3
    assert {count for _, count in stamps} == {199}


def test_going_on_later_gives_the_same_messages() -> None:
    since = LIVE_FROM + 10 * 60_000
    whole = [batch for batch in batches(DEMO) if batch.stamp > since and batch.topic in BY_NAME]
    assert digest(b for b in batches(DEMO, since=since) if b.topic in BY_NAME) == digest(whole)


def test_a_plan_must_fill_a_minute() -> None:
    with pytest.raises(ScenarioError, match="do not fill a minute"):
        Plan(heartbeat=5_000, readings=7, partitions=1, spread=False)
    with pytest.raises(ScenarioError, match="cannot carry 13"):
        Plan(heartbeat=1_000, readings=13, partitions=1, spread=False)
