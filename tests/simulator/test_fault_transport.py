"""Faults on the way: what arrives when, counted; and nothing else is touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from contract.encoding.messages import UndecodableError, decode
from contract.validity import Fault as Problem
from contract.validity import fault as problem
from contract.windows import INTERVAL_MS, MINUTE_MS
from simulator.demand.country import Country
from simulator.faults.kinds import Fault
from simulator.run.batches import Batch
from simulator.run.simulation import simulate
from tests.simulator.faulty import CALM, LIVE_FROM, PLAN, STOP, fault, sent

USER = CALM.country().fleets[0].user_id.tolist()[5]
HEADS = set(CALM.country().fleets[-1].user_id.tolist())
Message = tuple[int, bytes]


def of_user(batches: list[Batch], user: int = USER) -> list[Message]:
    key = user.to_bytes(4, "big")
    return [
        (batch.stamp, value) for batch in batches for k, value in zip(batch.keys, batch.values, strict=True) if k == key
    ]


def struck(kind: str, start: int = -4, end: int = 1, **more: object) -> Fault:
    return fault(kind, USER, start, end, **more)


def inside(message: Message, one: Fault) -> bool:
    report = decode(message[1])
    return one.start < report.at + report.offset_ms[-1] <= one.end


@pytest.fixture(scope="module")
def calm() -> list[Batch]:
    return sent()


@pytest.mark.parametrize("kind", ["late", "disorder"])
def test_messages_come_later_and_are_otherwise_the_same(calm: list[Batch], kind: str) -> None:
    one = struck(kind, size=1_000)
    found = sent(one)
    assert all(a.stamp <= b.stamp for a, b in pairwise(found))
    before, after = of_user(calm), of_user(found)
    assert Counter(value for _, value in before) == Counter(value for _, value in after)
    stamps = dict(reversed([(value, stamp) for stamp, value in after]))
    delays = [(stamps[value] - stamp, inside((stamp, value), one)) for stamp, value in before]
    assert {delay for delay, hit in delays if not hit} == {0}
    late = [delay for delay, hit in delays if hit]
    assert late
    if kind == "late":
        assert set(late) == {1_000_000}
    else:
        assert max(late) < 1_000_000
        assert len(set(late)) > len(late) // 4, "the utilities of a user share their chance"


def test_duplicates(calm: list[Batch]) -> None:
    one = struck("duplicate", size=3)
    counted, usual = Counter(of_user(sent(one))), Counter(of_user(calm))
    assert all(counted[message] == count * (3 if inside(message, one) else 1) for message, count in usual.items())
    assert len(counted) == len(usual)


def test_gap(calm: list[Batch]) -> None:
    one = struck("gap")
    left = of_user(sent(one))
    lost = [message for message in of_user(calm) if message not in left]
    assert lost
    assert all(inside(message, one) for message in lost)
    assert {decode(value).at for _, value in left} >= {one.start}


def test_rate_is_the_share_of_messages_struck(calm: list[Batch]) -> None:
    one = replace(struck("gap", -20, 3), share=1.0, user_id=None, rate=0.3)
    count = sum(len(batch.values) for batch in calm)
    assert 0.15 < 1 - sum(len(batch.values) for batch in sent(one)) / count < 0.4


def test_a_wrong_clock_misdates_and_is_found_out(calm: list[Batch]) -> None:
    ahead = struck("wrong_clock", size=90)
    pairs = zip(of_user(calm), of_user(sent(ahead)), strict=True)
    for (stamp, value), (other_stamp, other) in pairs:
        assert stamp == other_stamp
        wrong = decode(other).at - decode(value).at
        assert wrong == (90 * MINUTE_MS if inside((stamp, value), ahead) else 0)
        assert problem(decode(other), stamp) is (Problem.FUTURE if wrong else Problem.NONE)


def test_poison_is_unusable_in_many_ways(calm: list[Batch]) -> None:
    found = sent(replace(struck("poison", -20, 3), share=1.0, user_id=None))
    reasons: Counter[Problem] = Counter()
    for batch in found:
        for value in batch.values:
            try:
                reasons[problem(decode(value), batch.stamp)] += 1
            except UndecodableError:
                reasons[Problem.UNDECODABLE] += 1
    assert len(reasons) >= 7
    good = sum(_untouched(batch) for batch in calm)
    assert reasons[Problem.NONE] == good


def _untouched(batch: Batch) -> int:
    """Messages of the last reading at or before the fault, and those that no customer sent."""
    reports = [decode(value) for value in batch.values]
    return sum(report.user_id in HEADS or report.at <= LIVE_FROM - 20 * INTERVAL_MS for report in reports)


def test_a_run_that_goes_on_holds_back_the_same() -> None:
    """What a resumed run sends after its bookmark is what the whole one sends after it."""
    one = replace(struck("late", -8, 2, size=1_500), share=0.5, user_id=None)
    scenario = replace(CALM, faults=(one,))
    bookmark = LIVE_FROM + INTERVAL_MS

    def rest(since: int) -> Counter[Message]:
        batches = simulate(scenario, scenario.country(), PLAN, since, STOP)
        return Counter(
            (batch.stamp, value)
            for batch in batches
            if batch.stamp > bookmark and batch.topic != "weather"
            for value in batch.values
        )

    assert rest(0) == rest(bookmark - 2 * PLAN.period - 1_500_000)


def test_faults_cost_nothing_where_nothing_is_wrong() -> None:
    """The very arrays of an undisturbed interval are passed on."""
    one = struck("theft", utility="electricity", size=50, sort="bypass")
    country, interval = Country(60, 3, faults=(one,)), LIVE_FROM // INTERVAL_MS + 50
    ids = country.faults.meter_ids(interval)
    assert all(a is fleet.meter_id for a, fleet in zip(ids, country.fleets, strict=True))
    registers = country.first_registers()
    assert all(a is b for a, b in zip(country.faults.begun(interval, registers), registers, strict=True))
    assert type(country.demand(interval)[0]) is type(CALM.country().demand(interval)[0])
