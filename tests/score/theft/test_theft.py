"""The whole of `make theft` on one small fleet, and that its gate can fail."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from contract.batch_view import UNKNOWN
from tests.score.theft.__main__ import main, notes, rows, written
from tests.score.theft.fleet import NO_THEFT, Fleet, fleet_of
from tests.score.theft.scoring import auc, measured, missed, scores
from tests.score.theft.seeds import GATE, TINY, TUNING


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return fleet_of(TINY)


def test_thieves_of_a_small_fleet_are_found(fleet: Fleet) -> None:
    result = measured([(fleet, scores(fleet))])
    assert result.thieves["all"] >= 3
    assert result.auc["all"] >= 0.9


def test_without_heads_nobody_is_found_and_every_gate_fails(fleet: Fleet) -> None:
    values = fleet.window.values.copy()
    values[len(fleet.users) :] = UNKNOWN
    blind = replace(fleet, window=replace(fleet.window, values=values))
    assert scores(blind) == {}
    assert len(missed(measured([(blind, {})]))) == 7


def test_guessing_misses_the_gate(fleet: Fleet) -> None:
    dice = np.random.default_rng(1)
    guessed = dict(zip(fleet.users.tolist(), dice.random(len(fleet.users)).tolist(), strict=True))
    assert missed(measured([(fleet, guessed)]))


def test_the_area_is_how_often_a_thief_scores_above_others() -> None:
    assert auc(np.array([1.0, 2.0]), np.array([0.0, 0.5])) == 1
    assert auc(np.array([1.0]), np.array([1.0, 1.0])) == 0.5
    assert auc(np.array([0.0, 3.0]), np.array([1.0, 2.0])) == 0.5
    assert auc(np.array([]), np.array([1.0])) == 0


def test_meters_and_lines_err(fleet: Fleet) -> None:
    """No feeder adds up to the simulator's own loss: who finds thieves finds them among errors."""
    lost = [
        1 - fleet.window.values[fleet.window.rows(own)].sum() / fleet.window.values[head].sum()
        for head, own in zip(
            fleet.window.rows(fleet.feeders.head),
            (fleet.connections.user[fleet.connections.feeder == feeder] for feeder in fleet.feeders.feeder),
            strict=True,
        )
    ]
    assert max(lost) - min(lost) > 0.005


def test_seeds_of_the_gate_are_used_for_nothing_else() -> None:
    assert {case.seed for case in GATE}.isdisjoint({case.seed for case in (*TUNING, TINY)})


def test_the_page_says_every_sort(fleet: Fleet) -> None:
    result = measured([(fleet, scores(fleet))])
    page = written(result, [TINY], 1.0)
    assert all(row[0] in page for row in rows(result))
    assert all(note in page for note in notes(result, [TINY]))
    assert NO_THEFT not in result.auc


def test_an_unknown_option_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gate"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
