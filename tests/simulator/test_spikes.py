"""Ordered spikes and spikes by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.utilities import TAKEN
from contract.windows import INTERVAL_MS
from simulator.demand.country import Country
from simulator.demand.events import SLOT_MS, SLOTS
from simulator.demand.ripple import RippledDemand
from simulator.demand.spikes import HEIGHT, SPIKE_SLOTS, order_spike

NOW = 1_793_491_200_000


@given(st.integers(0, 10_000))
def test_an_ordered_spike_fits_one_interval(seconds: int) -> None:
    spike = order_spike(f"64:water@+{seconds}", NOW)
    assert (spike.user_id, spike.utility) == (64, "water")
    assert spike.at % SLOT_MS == 0
    assert 0 <= spike.at - (NOW + seconds * 1000) < 2 * SLOT_MS
    assert spike.slot + SPIKE_SLOTS <= SLOTS
    assert spike.interval == (spike.at + SPIKE_SLOTS * SLOT_MS - 1) // INTERVAL_MS


@pytest.mark.parametrize("text", ["", "64", "64:steam@+3", "64:gas@soon", "x:gas@+3", "64:gas+3"])
def test_an_unreadable_spike_is_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="USER:UTILITY@"):
        order_spike(text, NOW)


def test_about_one_spike_in_two_thousand_days() -> None:
    country = Country(10_000, seed=2)
    found = 0
    for interval in range(NOW // INTERVAL_MS, NOW // INTERVAL_MS + 48):
        for utility, demand in zip(TAKEN, country.demand(interval), strict=False):
            assert isinstance(demand, RippledDemand)
            found += int((demand.level.events[-1].height >= HEIGHT[utility.name]).sum())
    days = sum(len(fleet) for fleet in country.fleets[:-1]) / 2
    assert 0.3 < found / (days / 2_000) < 2.5
