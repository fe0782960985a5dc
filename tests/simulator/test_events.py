"""Demand inside an interval: registers and demand must say the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contract.utilities import MS_PER_UNIT
from contract.windows import INTERVAL_MS
from simulator.demand.events import SLOT_MS, SLOTS, Event, EventDemand
from simulator.demand.feeders import FeederDemand, feeder_demand

HEIGHTS = st.integers(0, 20_000)


@st.composite
def events(draw: st.DrawFn) -> Event:
    length = draw(st.integers(1, SLOTS))
    first = draw(st.integers(0, SLOTS - length))
    return Event(*(np.array([number]) for number in (draw(HEIGHTS), first, length)))


DEMANDS = st.builds(lambda base, one, two: EventDemand(np.array([base]), (one, two)), HEIGHTS, events(), events())
INSTANTS = st.lists(st.integers(1, INTERVAL_MS), min_size=1, max_size=12)


def by_the_millisecond(demand: EventDemand, elapsed: int) -> int:
    """The register's growth, summed slot by slot."""
    whole, rest = divmod(elapsed, SLOT_MS)
    total = sum(int(demand.in_slot(slot)[0]) * SLOT_MS for slot in range(whole))
    return (total + (int(demand.in_slot(whole)[0]) * rest if rest else 0)) // MS_PER_UNIT


@given(DEMANDS, INSTANTS)
def test_a_register_is_the_sum_of_demand(demand: EventDemand, instants: list[int]) -> None:
    grown, watts = demand.read(np.array([instants]))
    for elapsed, growth, momentary in zip(instants, grown[0].tolist(), watts[0].tolist(), strict=True):
        assert growth == by_the_millisecond(demand, elapsed)
        assert momentary == demand.in_slot((elapsed - 1) // SLOT_MS)[0]


@given(DEMANDS)
def test_an_interval_ends_on_a_whole_number(demand: EventDemand) -> None:
    grown, _ = demand.read(np.array([[INTERVAL_MS]]))
    assert grown[0, 0] == demand.usage()[0]
    exact = sum(int(demand.in_slot(slot)[0]) * SLOT_MS for slot in range(SLOTS))
    assert exact % MS_PER_UNIT == 0
    assert grown[0, 0] == exact // MS_PER_UNIT


@given(DEMANDS, INSTANTS)
def test_part_of_a_fleet_reads_as_the_whole(demand: EventDemand, instants: list[int]) -> None:
    alone = demand.of(slice(0, 1)).read(np.array([instants]))
    assert [column.tolist() for column in alone] == [column.tolist() for column in demand.read(np.array([instants]))]


@given(st.lists(DEMANDS, min_size=1, max_size=6), INSTANTS)
def test_a_head_meter_reads_its_customers_and_three_percent(demands: list[EventDemand], instants: list[int]) -> None:
    merged = merge(demands)
    head = feeder_demand(merged, np.array([0]))
    for slot in range(SLOTS):
        supplied = sum(int(demand.in_slot(slot)[0]) for demand in demands)
        assert head.demand[0, slot] == supplied + supplied * 3 // 100
    grown, watts = head.read(np.array([instants]))
    for elapsed, growth, momentary in zip(instants, grown[0].tolist(), watts[0].tolist(), strict=True):
        assert momentary == head.demand[0, (elapsed - 1) // SLOT_MS]
        assert growth == slot_sum(head, elapsed)
    assert head.read(np.array([[INTERVAL_MS]]))[0][0, 0] == head.usage()[0]


def slot_sum(head: FeederDemand, elapsed: int) -> int:
    whole, rest = divmod(elapsed, SLOT_MS)
    total = sum(int(watts) * SLOT_MS for watts in head.demand[0, :whole])
    return (total + (int(head.demand[0, whole]) * rest if rest else 0)) // MS_PER_UNIT


def merge(demands: list[EventDemand]) -> EventDemand:
    pairs = [
        Event(
            *(np.concatenate([getattr(demand.events[e], name) for demand in demands]) for name in Event.__match_args__)
        )
        for e in (0, 1)
    ]
    return EventDemand(np.concatenate([demand.base for demand in demands]), (pairs[0], pairs[1]))
