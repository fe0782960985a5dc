"""Blocks of user numbers for topic `registry`."""

from __future__ import annotations

import numpy as np

from contract.registry import BLOCK_SIZE, Block, block_key, write_block
from contract.topics import REGISTRY
from simulator.country.population import Kind, Population
from simulator.run.batches import Batch


def blocks(population: Population) -> list[Block]:
    """The blocks of the customers. Those of the heads stay unknown: their load is their customers' once more."""
    customers = population.kind != Kind.HEAD
    numbers, first = np.unique(population.user_id[customers] // BLOCK_SIZE, return_index=True)
    places = [population.counties[county] for county in population.county[customers][first]]
    return [Block(int(number), place.fips, place.zone) for number, place in zip(numbers, places, strict=True)]


def block_batch(entries: list[Block], stamp: int) -> Batch:
    """The messages that publish them."""
    keys, values = [block_key(entry.block) for entry in entries], [write_block(entry) for entry in entries]
    return Batch(REGISTRY.name, 0, stamp, keys, values, 0)
