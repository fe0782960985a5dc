"""What `python -m batch_job reconcile` prints, and that it fails when something is unexplained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from batch_job.problem import Problem
from batch_job.reconciliation.compare import Compared, compare
from batch_job.reconciliation.kept import KeptDay
from batch_job.reconciliation.reconcile import Subject
from batch_job.reconciliation.record import cause_rows
from batch_job.reconciliation.rings import LiveClosings
from batch_job.reconciliation.show import show
from contract.reconciliation import CAUSES, Cause, percentile, read_sizes

SUBJECT = Subject(7, "America/Denver", date(2026, 3, 7), 0, {}, {1: 8001}, {})


def compared(cause: Cause) -> Compared:
    """Two closing readings of one home, the second 30 mL apart."""
    at = np.array([[900_000, 1_800_000]])
    batch, live = np.array([[10, 20]]), np.array([[10, 50]])
    held = np.ones((1, 2), bool)
    found = compare(
        "water", KeptDay(SUBJECT.first_day, 0, np.array([1]), at, batch), LiveClosings(held[:, 0], held, at, live)
    )
    return replace(found, cause=np.array([CAUSES.index(cause)]))


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    show([(SUBJECT, [compared(Cause.LATE)])], as_json=True)
    [row] = json.loads(capsys.readouterr().out)
    assert (row["zone"], row["run_id"], row["utility"]) == ("America/Denver", 7, "water")
    assert (row["compared"], row["matched"], row["late"], row["unexplained"]) == (2, 1, 1, 0)
    assert (row["p50"], row["p99"]) == (0, 30)


@pytest.mark.parametrize("cause", [Cause.LATE, Cause.REGISTER_EVENT])
def test_sizes_are_those_that_the_page_is_told(capsys: pytest.CaptureFixture[str], cause: Cause) -> None:
    """Across a register event no size has a meaning."""
    found = compared(cause)
    show([(SUBJECT, [found])], as_json=True)
    [row] = json.loads(capsys.readouterr().out)
    [kept] = [read_sizes(each["sizes"]) for each in cause_rows([found], {1: 8001})]
    assert row["p99"] == percentile(kept, 99, int(found.matched.sum()))
    assert row["p99"] == (30 if cause is Cause.LATE else 0)


def test_what_is_unexplained_ends_it_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match=r"1 differences between live and settled are unexplained.*'user_id': 1"):
        show([(SUBJECT, [compared(Cause.UNEXPLAINED)])], as_json=False)
    assert "unexplained" in capsys.readouterr().out


def test_nothing_to_compare_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    show([(SUBJECT, [])], as_json=False)
    assert "settle first" in capsys.readouterr().out
