"""The flicker about the level of demand: live figures move, registers stay the sum of what was shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.utilities import MS_PER_UNIT
from contract.windows import INTERVAL_MS
from simulator.demand.country import Country
from simulator.demand.events import SLOT_MS, SLOTS, EventDemand
from simulator.demand.ripple import STEP_MS, STEPS, RippledDemand, wave
from tests.simulator.test_events import DEMANDS, INSTANTS

WAVE = wave(7)
LIVE_FROM = 1_793_491_200_000
EVERY_STEP = np.arange(STEP_MS, INTERVAL_MS + 1, STEP_MS)[None]
WORDS = st.integers(0, 65_535)


def rippled(level: EventDemand, word: int) -> RippledDemand:
    return RippledDemand(level, WAVE.beginnings(np.array([word], np.uint16)), WAVE)


@given(DEMANDS, WORDS, INSTANTS)
def test_a_register_is_the_sum_of_the_flickering_demand(level: EventDemand, word: int, instants: list[int]) -> None:
    demand = rippled(level, word)
    shown = demand.read(EVERY_STEP)[1][0].tolist()
    grown, momentary = demand.read(np.array([instants]))
    for elapsed, growth, watts in zip(instants, grown[0].tolist(), momentary[0].tolist(), strict=True):
        whole, rest = divmod(elapsed, STEP_MS)
        exact = sum(shown[:whole]) * STEP_MS + (shown[whole] * rest if rest else 0)
        assert growth == exact // MS_PER_UNIT
        assert watts == shown[(elapsed - 1) // STEP_MS]


@given(DEMANDS, WORDS)
def test_every_slot_ends_as_if_nothing_flickered(level: EventDemand, word: int) -> None:
    demand, ends = rippled(level, word), np.arange(SLOT_MS, INTERVAL_MS + 1, SLOT_MS)[None]
    assert demand.read(ends)[0].tolist() == level.read(ends)[0].tolist()
    assert demand.usage().tolist() == level.usage().tolist() == demand.read(ends)[0][:, -1].tolist()


@given(DEMANDS, WORDS)
def test_flicker_is_at_most_five_percent_and_none_of_nothing(level: EventDemand, word: int) -> None:
    still = np.repeat([int(level.in_slot(slot)[0]) for slot in range(SLOTS)], STEPS)
    shown = rippled(level, word).read(EVERY_STEP)[1][0]
    assert (np.abs(shown - still) * 20 <= still).all()


@given(DEMANDS, WORDS, INSTANTS)
def test_part_of_a_fleet_flickers_as_the_whole(level: EventDemand, word: int, instants: list[int]) -> None:
    demand, at = rippled(level, word), np.array([instants])
    assert [column.tolist() for column in demand.of(slice(0, 1)).read(at)] == [c.tolist() for c in demand.read(at)]


def test_the_seed_alone_decides() -> None:
    assert (wave(7).parts == WAVE.parts).all()
    assert (wave(8).parts != WAVE.parts).any()


@pytest.mark.parametrize("quarter", [0, 40, 72])
def test_most_electricity_meters_show_different_demands_within_a_minute(quarter: int) -> None:
    """Readings 5 s apart, within one slot, so that no event can be the reason."""
    country = Country(2_000, seed=1)
    electricity = country.demand(LIVE_FROM // INTERVAL_MS + quarter)[0]
    heartbeats = np.arange(1_000, SLOT_MS, 5_000)
    _, demand = electricity.read(np.repeat(heartbeats[None], len(country.fleets[0]), axis=0))
    assert (demand.max(axis=1) > demand.min(axis=1)).mean() > 0.95
