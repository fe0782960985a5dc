"""Peers share their weather: towns that lie apart are no peers, however few homes each has."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array
from anomalies.peers import APART, FEWEST, MOST, peers_of


def town(homes: int, latitude: float, longitude: float) -> Array:
    centre = np.array([latitude, longitude])
    return np.random.default_rng(homes).uniform(centre - 0.1, centre + 0.1, (homes, 2))


def groups(*towns: Array) -> list[list[int]]:
    """The groups that each town's homes are in."""
    found = np.split(peers_of(np.concatenate(towns)), np.cumsum([len(each) for each in towns])[:-1])
    return [sorted(set(each.tolist())) for each in found]


def test_few_homes_of_three_towns_are_three_groups() -> None:
    assert sorted(groups(town(20, 41, -93), town(9, 47, -122), town(12, 41, -92))) == [[0], [1], [2]]


def test_a_large_town_is_halved_until_its_groups_are_few() -> None:
    group = peers_of(town(1000, 41, -93))
    sizes = np.bincount(group)
    assert len(sizes) == 16
    assert sizes.max() < MOST
    assert sizes.min() > FEWEST


def test_too_few_to_be_a_measure_stay_with_the_nearest() -> None:
    assert groups(town(FEWEST - 1, 41, -93), town(30, 47, -122)) == [[0], [0]]


def test_neighbouring_streets_are_one_place() -> None:
    near = town(20, 41, -93), town(20, 41, -93 + APART)
    assert groups(*near) == [[0], [0]]
    assert len(peers_of(np.zeros((0, 2)))) == 0
