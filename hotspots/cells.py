"""The H3 cells that homes lie in, and which of them touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import h3
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from hotspots.earth import Array

Ring = list[list[float]]


@dataclass(frozen=True)
class Cells:
    """Names of cells in order, the cell (an index) of each place, and a 1 where two cells touch or are the same."""

    names: list[str]
    of_place: Array
    near: csr_array


def cells_of(places: Array, resolution: int) -> Cells:
    """The cells of places (latitude, longitude in degrees), shape (n, 2)."""
    found = [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in places.tolist()]
    names, of_place = np.unique(np.array(found, dtype="U15"), return_inverse=True)
    return Cells(names.tolist(), of_place, near(names.tolist()))


def near(names: Sequence[str]) -> csr_array:
    """Which of these cells touch, themselves included."""
    number = {name: index for index, name in enumerate(names)}
    pairs = [
        (index, number[other]) for name, index in number.items() for other in h3.grid_disk(name, 1) if other in number
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(names)))


def groups(chosen: Array, touching: csr_array) -> list[Array]:
    """The chosen cells (a mask) as groups that hang together."""
    which = np.flatnonzero(chosen)
    if not len(which):
        return []
    count, label = connected_components(touching[which][:, which], directed=False)
    return [which[label == number] for number in range(count)]


def ring(name: str) -> Ring:
    """The corners of a cell: latitude and longitude in degrees, four decimals, not closed."""
    return [[round(lat, 4), round(lon, 4)] for lat, lon in h3.cell_to_boundary(name)]


def middle(names: Sequence[str], weights: Array) -> tuple[float, float]:
    """The weighted middle of cells, in degrees."""
    lat, lon = np.average(np.array([h3.cell_to_latlng(name) for name in names]), axis=0, weights=weights)
    return round(float(lat), 4), round(float(lon), 4)
