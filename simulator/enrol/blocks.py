"""Blocks of user numbers for topic `registry`."""

from __future__ import annotations

import numpy as np

from contract.region_view import UNKNOWN_COUNTY
from contract.registry import BLOCK_SIZE, Block, block_key, write_block
from contract.topics import REGISTRY
from simulator.country.population import Kind, Population
from simulator.run.batches import Batch


def blocks(population: Population) -> list[Block]:
    """The blocks of everybody. Those of the heads count in no county: their load is their customers' once more."""
    numbers, first = np.unique(population.user_id // BLOCK_SIZE, return_index=True)
    places = [population.counties[county] for county in population.county[first]]
    heads = population.kind[first] == Kind.HEAD
    return [
        Block(int(number), UNKNOWN_COUNTY if head else place.fips, place.zone)
        for number, place, head in zip(numbers, places, heads, strict=True)
    ]


def block_batch(entries: list[Block], stamp: int) -> Batch:
    """The messages that publish them."""
    keys, values = [block_key(entry.block) for entry in entries], [write_block(entry) for entry in entries]
    return Batch(REGISTRY.name, 0, stamp, keys, values, 0)
