"""Every kind of alert has a sentence with its figures, and a next step."""

from __future__ import annotations

import pytest

from api.alert_words import ADVICE, sentence
from contract.alerts import Alert, Evidence, Kind, Severity

EVIDENCE: dict[Kind, Evidence] = {
    Kind.SPIKE: {"value": 9_800, "mean": 400.5, "sd": 60.0, "sigmas": 156.6, "windows": 40},
    Kind.LEVEL_SHIFT: {"direction": "up", "usage": 900.0, "usual": 300.0, "mad": 40.0, "deviations": 9.0, "hours": 5},
    Kind.STUCK: {"hours": 6.0, "demand": 310, "longest_rest": 2.0, "register": 12},
    Kind.ZERO_RUN: {"hours": 50.0, "longest_rest": 20.0, "usual": 400.0},
    Kind.REVERSE_FLOW: {"fallen": 2_000.0, "demand": -400, "allowed": 1_000.0},
    Kind.LEAK: {"l_per_min": 0.42, "hours": 24.0},
    Kind.NIGHT_FLOW: {"l_per_min": 0.5, "usual": 0.0, "nights": 3},
    Kind.GAS_IN_SUMMER: {"usage": 9_000.0, "usual": 2_000.0, "days": 3},
    Kind.SILENT: {"last_at": 1, "minutes": 25.0, "criterion": 10.0},
    Kind.OUTAGE: {"where": "feeder", "feeder": 33, "meters": 12, "of": 20, "last_at": 1},
    Kind.UNUSUAL: {"model": "forest", "version": "3", "score": 0.91, "criterion": 0.8},
}


def alert(kind: Kind, evidence: Evidence) -> Alert:
    return Alert("an-e-id", kind, 64, "electricity", 1, None, Severity.WARNING, evidence)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_told_with_its_figures(kind: Kind) -> None:
    said = sentence(alert(kind, EVIDENCE[kind]))
    assert any(character.isdigit() for character in said)
    assert said.endswith(".")
    assert ADVICE[kind].endswith(".")


def test_units_are_those_of_the_utility() -> None:
    assert "310 W" in sentence(alert(Kind.STUCK, EVIDENCE[Kind.STUCK]))
    assert "0.42 L a minute" in sentence(alert(Kind.LEAK, EVIDENCE[Kind.LEAK]))
    assert "900 Wh an hour, where 300 Wh" in sentence(alert(Kind.LEVEL_SHIFT, EVIDENCE[Kind.LEVEL_SHIFT]))


def test_one_is_not_many_and_nothing_is_not_0() -> None:
    flow: Evidence = {"l_per_min": 0.36, "usual": 0.0, "nights": 1}
    assert sentence(alert(Kind.NIGHT_FLOW, flow)) == (
        "At night 0.36 L a minute run at least, where none run usually; 1 night so far."
    )
    assert "2 nights so far" in sentence(alert(Kind.NIGHT_FLOW, {**flow, "nights": 2}))
    assert "for 24 hours," in sentence(alert(Kind.LEAK, EVIDENCE[Kind.LEAK]))


def test_a_register_that_stands_still_is_at_odds_with_something() -> None:
    still: Evidence = {"hours": 20.0, "demand": 0.0, "longest_rest": 0.5}
    assert "0 W" not in sentence(alert(Kind.STUCK, still))
    assert "20 hours, and never rested longer than 0.5 hours before." in sentence(alert(Kind.STUCK, still))
    assert "20 hours, and never rested before." in sentence(alert(Kind.STUCK, {**still, "longest_rest": 0.0}))


def test_evidence_that_says_less_leaves_the_kind() -> None:
    assert sentence(alert(Kind.LEAK, {})) == "Electricity: water runs without a pause."
