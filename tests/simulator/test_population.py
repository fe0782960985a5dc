"""Who lives where."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from contract.reading import IDENTITY_LIMIT
from contract.registry import block_of
from simulator.country.counties import read_counties, share_out
from simulator.country.meters import fleets, meter_of
from simulator.country.population import FEEDER_SIZE, Kind, coordinates, settle
from simulator.country.traits import traits
from simulator.enrol.blocks import blocks


def test_four_counties_in_every_state_but_delaware() -> None:
    of_state = Counter(county.state for county in read_counties())
    assert len(of_state) == 50
    assert {state for state, counties in of_state.items() if counties != 4} == {"DE"}
    assert of_state["DE"] == 3


def test_fifty_homes_in_every_county_of_the_demonstration() -> None:
    counties = read_counties()
    shares = dict(zip(counties, share_out(10_000, counties), strict=True))
    assert sorted(n for county, n in shares.items() if county.state == "DE") == [66, 67, 67]
    assert {n for county, n in shares.items() if county.state != "DE"} == {50}


@pytest.mark.parametrize("users", [1, 2, 49, 51, 1_000, 10_000, 100_003])
def test_every_block_lies_in_one_county_and_heads_have_their_own(users: int) -> None:
    population = settle(users, seed=1)
    customer = population.kind != Kind.HEAD
    assert int(customer.sum()) == users
    assert len(np.unique(population.user_id)) == len(population)
    assert population.user_id.min() > 0
    places: dict[int, set[tuple[int, bool]]] = {}
    for user_id, county, own in zip(population.user_id.tolist(), population.county.tolist(), customer, strict=True):
        places.setdefault(block_of(user_id), set()).add((county, bool(own)))
    assert all(len(found) == 1 for found in places.values())
    counties = {entry.block: entry.county for entry in blocks(population)}
    assert set(counties) == set(places)
    assert {block for block, county in counties.items() if county} == {
        b for b, found in places.items() if min(found)[1]
    }


def test_feeders_have_up_to_25_customers_of_one_county() -> None:
    population = settle(10_000, seed=1)
    customer = population.kind != Kind.HEAD
    sizes = np.bincount(population.feeder[customer])
    assert sizes.max() == FEEDER_SIZE
    assert sizes.min() >= 1
    assert (np.bincount(population.feeder[~customer]) == 1).all()
    pairs = np.unique(np.stack([population.feeder, population.county]), axis=1)
    assert pairs.shape[1] == population.feeders


def test_meter_numbers_are_distinct_and_a_successor_differs_modulo_32() -> None:
    population = settle(10_000, seed=1)
    served = fleets(population, traits(population, seed=1))
    numbers = np.concatenate([fleet.meter_id for fleet in served])
    assert len(np.unique(numbers)) == len(numbers)
    fleet = served[0]
    for swaps in range(6):
        before, after = (meter_of(fleet.user_id, fleet.utility, swaps + more) for more in (0, 1))
        assert (before % 32 != after % 32).all()
        assert after.max() < IDENTITY_LIMIT
        assert not np.isin(after, numbers).any()


def test_gas_for_about_six_in_ten() -> None:
    population = settle(10_000, seed=3)
    assert 0.55 < traits(population, seed=3).gas.sum() / 10_000 < 0.65


def test_homes_lie_near_their_county() -> None:
    population = settle(1_000, seed=1)
    lat, lon = coordinates(population, seed=1)
    centres = [(population.counties[index].lat, population.counties[index].lon) for index in population.county]
    assert np.abs(np.stack([lat, lon], axis=1) - np.array(centres)).max() < 0.12
