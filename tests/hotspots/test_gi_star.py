"""Our Gi* is the library's, home by home; and what chance is taken for is chance."""

from __future__ import annotations

import numpy as np
import pytest
from esda.getisord import G_Local
from libpysal.weights import W

from hotspots.discoveries import chances, discovered
from hotspots.earth import Array
from hotspots.gi_star import FEWEST_AROUND, Homes, by_chance, gi_star
from tests.hotspots.lands import NEAR, quiet

pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries' own


def library_z(homes: Homes) -> Array:
    """esda's analytical z of every home, binary weights, itself included."""
    touching = homes.near.toarray()[homes.cells][:, homes.cells] > 0
    neighbours = {
        home: [int(other) for other in np.flatnonzero(row) if other != home] for home, row in enumerate(touching)
    }
    found = G_Local(homes.values, W(neighbours, silence_warnings=True), transform="B", star=True, permutations=0)
    return np.asarray(found.Zs)


def first_homes(cells: int, homes_a_cell: int) -> Homes:
    """Some cells of the land that hang together, with as many homes each."""
    whole = quiet(5).homes
    of_cell = np.repeat(np.arange(cells), homes_a_cell)
    return Homes(whole.values[: len(of_cell)], of_cell, NEAR[:cells][:, :cells])


@pytest.mark.parametrize(("cells", "homes_a_cell"), [(200, 1), (60, 5)])
def test_it_is_the_librarys(cells: int, homes_a_cell: int) -> None:
    homes = first_homes(cells, homes_a_cell)
    scores = gi_star(homes)
    judged = ~np.isnan(scores.z)
    assert judged.sum() > cells / 2
    assert (judged == (scores.around >= FEWEST_AROUND)).all()
    expected = library_z(homes)
    ours = scores.z[homes.cells]
    assert np.allclose(ours[judged[homes.cells]], expected[judged[homes.cells]])


def test_chance_is_standardised_as_the_scores_are() -> None:
    homes = quiet(1).homes
    null = by_chance(homes, 199)
    assert null.shape == (199, NEAR.shape[0])
    assert abs(np.nanmean(null)) < 0.02
    assert abs(np.nanstd(null) - 1) < 0.02


def test_chance_is_the_same_every_time() -> None:
    homes = quiet(2).homes
    assert np.array_equal(by_chance(homes, 19), by_chance(homes, 19), equal_nan=True)


def test_homes_that_are_all_alike_have_no_score() -> None:
    homes = quiet(3).homes
    assert np.isnan(gi_star(Homes(np.full(len(homes.values), 7.0), homes.cells, NEAR)).z).all()


def test_a_chance_is_a_rank_and_never_nothing() -> None:
    null = np.array([[0.0, 1.0, np.nan], [2.0, 3.0, np.nan]])
    assert chances(np.array([5.0, 2.0, -1.0, np.nan]), null)[:3].tolist() == [1 / 5, 3 / 5, 1.0]


def test_discoveries_follow_benjamini_and_hochberg() -> None:
    p = np.array([0.009, 0.5, np.nan, 0.02, 0.06])
    assert discovered(p, 0.05).tolist() == [True, False, False, True, False]
    assert not discovered(np.array([]), 0.05).any()
