"""The whole of `make score` on one small fleet, and that every gate can fail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from contract.alerts import Kind
from contract.windows import DAY_MS, INTERVAL_MS
from tests.score import report, seeds
from tests.score.__main__ import main
from tests.score.events import events
from tests.score.findings import Scores
from tests.score.fleet import begin, country_of
from tests.score.gates import missed
from tests.score.heard import hear
from tests.score.measures import Scored
from tests.score.picture import picture
from tests.score.scoring import THRESHOLDS, Result, measured, score
from tests.score.view import views

FEW = THRESHOLDS[::6]
LIVE_WORSE: tuple[dict[str, Any], ...] = (
    {"precision": 0.79},
    {"weekly": 0.89},
    {"monthly": 0.74},
    {"as_set": (1.0, 0.11)},
)
Fleet = tuple[Scored, tuple[int, int]]


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return score(seeds.TINY)


@pytest.fixture(scope="module")
def result(fleet: Fleet) -> Result:
    return measured([seeds.TINY], [fleet], FEW)


def blind(fleet: Fleet) -> Fleet:
    scored, (_, leaks) = fleet
    nothing, live = ({key: np.zeros_like(each) for key, each in of.items()} for of in (scored.scores, scored.live))
    return replace(scored, scores=nothing, live=live), (0, leaks)


def guessing(fleet: Fleet) -> Fleet:
    scored, leaks = fleet
    dice = np.random.default_rng(1)
    guesses: Scores = {key: 5 * np.asarray(dice.random(each.shape)) for key, each in scored.scores.items()}
    return replace(scored, scores=guesses), leaks


def test_detectors_find_much_of_a_small_fleet(result: Result) -> None:
    assert sum(each.events for each in result.kinds.values()) >= 8
    assert result.weekly >= 0.6
    assert result.leaks[0] == result.leaks[1] > 0


def test_the_live_layer_finds_spikes_and_level_shifts_too(result: Result) -> None:
    assert set(result.live) == {Kind.SPIKE, Kind.LEVEL_SHIFT}
    for kind, found in result.live.items():
        assert set(found.kinds) == {kind}
        assert found.monthly >= 0.5


def test_live_spikes_are_judged_by_the_nightly_baselines(fleet: Fleet) -> None:
    scored, _ = fleet
    points = [(utility, Kind.SPIKE) for utility in scored.users]
    assert any((scored.live[point] != scored.scores[point]).any() for point in points)


def test_blind_detectors_miss_every_gate(fleet: Fleet) -> None:
    sentences = missed(measured([seeds.TINY], [blind(fleet)], FEW))
    kinds = {event.kind for event in fleet[0].own()}
    assert Kind.LEVEL_SHIFT in kinds
    assert len(sentences) == 4 + 2 * len(kinds) + 2 * 3  # and spikes and level shifts as the live layer seeks them


def test_guessing_detectors_miss_what_false_alarms_cost(fleet: Fleet) -> None:
    result = measured([seeds.TINY], [guessing(fleet)], FEW)
    assert result.precision < 0.3
    assert any("average precision is" in sentence for sentence in missed(result))
    assert result.monthly < 0.75


def test_each_gate_alone_can_fail(result: Result) -> None:
    fine = replace(
        result,
        precision=0.92,
        weekly=0.9,
        monthly=0.75,
        leaks=(9, 10),
        kinds={kind: replace(each, precision=0.8, weekly=0.8) for kind, each in result.kinds.items()},
        live={
            kind: replace(result, precision=least, weekly=0.9, monthly=0.75, as_set=(1.0, 0.1), live={})
            for kind, least in ((Kind.SPIKE, 0.92), (Kind.LEVEL_SHIFT, 0.8))
        },
    )
    assert missed(fine) == []
    kind, each = next(iter(fine.kinds.items()))
    for worse in (
        replace(fine, precision=0.919),
        replace(fine, weekly=0.899),
        replace(fine, monthly=0.749),
        replace(fine, leaks=(8, 10)),
        replace(fine, kinds={**fine.kinds, kind: replace(each, precision=0.79)}),
        replace(fine, kinds={**fine.kinds, kind: replace(each, weekly=0.79)}),
        *(
            replace(fine, live={**fine.live, kind: replace(found, **worse)})
            for kind, found in fine.live.items()
            for worse in LIVE_WORSE
        ),
        replace(fine, live={**fine.live, Kind.SPIKE: replace(fine.live[Kind.SPIKE], precision=0.91)}),
    ):
        assert len(missed(worse)) == 1


def test_the_report_says_everything(result: Result) -> None:
    lines = report.rows(result)
    live = ["spike, live", "level_shift, live"]
    assert [row[0] for row in lines] == [*(kind.value for kind in result.kinds), "all", "at least", *live]
    assert picture(result).count("<polyline") == len(result.kinds)
    report.show(result)


def test_distractors_leave_the_view_as_the_contract_has_it() -> None:
    """Late, doubled and disordered readings, swaps and rollovers: usage of a fleet is never negative nor giant."""
    case = replace(seeds.TINY, seed=104, homes=20, days=5, quiet_days=1, faults=10.0)
    country = country_of(case)
    kinds = {fault.fault.kind for fault in country.faults.all}
    assert len(kinds & {"late", "disorder", "duplicate", "poison", "wrong_clock", "swap", "rollover"}) >= 2
    for view in views(hear(country, begin(case), case.days * DAY_MS // INTERVAL_MS)):
        usage = view.history.usage
        assert np.nanmin(usage) >= 0
        assert np.nanmax(usage) < 60_000_000
        assert np.isnan(usage).mean() < 0.2


def test_seeds_of_the_gate_are_used_for_nothing_else() -> None:
    gate = {case.seed for case in seeds.GATE}
    assert len(gate) == len(seeds.GATE)
    assert gate.isdisjoint({case.seed for case in (*seeds.TUNING, seeds.TINY)})


def test_every_event_belongs_to_a_service_point_and_a_time(fleet: Fleet) -> None:
    scored, _ = fleet
    for event in events(country_of(seeds.TINY), scored.start, scored.start + scored.hours * 3_600_000):
        assert event.start < event.end
        assert event.point[1] in scored.users[event.point[0]]
        assert Kind.UNUSUAL not in event.accepted


def test_an_unknown_option_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gate"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
