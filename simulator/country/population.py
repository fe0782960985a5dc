"""Who there is: homes, businesses and feeder heads, county by county, in blocks of user numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from contract.registry import BLOCK_SIZE
from simulator.country.counties import County, read_counties, share_out
from simulator.country.randomness import Purpose, below, draws

FEEDER_SIZE = 25
BUSINESS_SHARE = 5_243  # of 65,536: 8 %

Numbers = NDArray[np.int64]


class Kind(IntEnum):
    """What stands behind a user number."""

    HOME = 0
    BUSINESS = 1
    HEAD = 2  # no customer: the meter at the head of a feeder


@dataclass(frozen=True)
class Population:
    """Columns over all users, ordered by user_id: customers county by county, then heads county by county.

    `county` is an index into `counties`, `feeder` counts from 0 through the country. Heads have blocks of their own,
    so that who sums customers by block never counts a feeder's electricity twice.
    """

    counties: tuple[County, ...]
    user_id: Numbers
    kind: Numbers
    county: Numbers
    feeder: Numbers

    def __len__(self) -> int:
        return len(self.user_id)

    @property
    def feeders(self) -> int:
        return int(self.feeder[-1]) + 1


def settle(users: int, seed: int, counties: tuple[County, ...] | None = None) -> Population:
    """`users` homes and businesses, and a head for each 25 of a county (or what is left over); None: all counties."""
    counties = counties or read_counties()
    customers = np.array(share_out(users, counties), np.int64)
    heads = -(-customers // FEEDER_SIZE)
    first_feeder = np.cumsum(heads) - heads
    county, position = _residents(customers)
    head_county, head_position = _residents(heads)
    customer_blocks = -(-customers // BLOCK_SIZE)
    return Population(
        counties,
        user_id=np.concatenate([_numbers(customers, 1), _numbers(heads, 1 + int(customer_blocks.sum()))]),
        kind=np.concatenate([_kinds(users, seed), np.full(len(head_county), Kind.HEAD)]),
        county=np.concatenate([county, head_county]),
        feeder=np.concatenate(
            [first_feeder[county] + position // FEEDER_SIZE, first_feeder[head_county] + head_position]
        ),
    )


def _residents(sizes: Numbers) -> tuple[Numbers, Numbers]:
    """The county of everybody, and their position in it."""
    county = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    return county, np.arange(len(county), dtype=np.int64) - (np.cumsum(sizes) - sizes)[county]


def _numbers(sizes: Numbers, first_block: int) -> Numbers:
    """User numbers county by county, each county beginning a block. Block 0 stays empty: a number is above 0."""
    blocks = -(-sizes // BLOCK_SIZE)
    county, position = _residents(sizes)
    return (first_block + np.cumsum(blocks) - blocks)[county] * BLOCK_SIZE + position


def _kinds(users: int, seed: int) -> Numbers:
    business = draws(seed, Purpose.PLACE, 0, users, 4)[:, 0] < BUSINESS_SHARE
    return np.where(business, Kind.BUSINESS, Kind.HOME).astype(np.int64)


def coordinates(population: Population, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitude and longitude of every user in degrees, within about 12 km of the county's centre."""
    words = draws(seed, Purpose.PLACE, 0, len(population), 4)
    centres = np.array([(county.lat, county.lon) for county in population.counties])[population.county]
    offsets = (below(words[:, 1:3], 2_200) - 1_100) / 10_000
    places = np.round(centres + offsets, 4)
    return places[:, 0], places[:, 1]
