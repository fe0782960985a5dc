"""Which days are due: a past as one range, missed nights one by one, and what is asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from batch_job.nightly.inputs.report_log import Span
from batch_job.nightly.scheduling.due import Question, due
from contract.days import midnight
from contract.windows import HOUR_MS, MINUTE_MS

ZONE = "America/New_York"
FIRST = date(2026, 3, 7)
GRACE_MS = 10 * MINUTE_MS


def _days(published: date | None, now: date, wanted: date | None = None, *, closed: bool = False) -> tuple[int, int]:
    """How many days are settled now, and how many are left, an hour after the local midnight that `now` begins with."""
    at = midnight(now, ZONE) + HOUR_MS
    horizon = midnight(published + timedelta(days=1), ZONE) if published else None
    found = due(ZONE, horizon, Span(midnight(FIRST, ZONE) + 1, at), Question(wanted, closed, at, GRACE_MS))
    return (len(found.days), found.left) if found else (0, 0)


def test_a_first_run_is_one_range() -> None:
    assert _days(None, FIRST + timedelta(days=3)) == (3, 0)


@pytest.mark.parametrize("missed", [1, 2, 7, 8, 40])
def test_missed_nights_are_made_up_for_one_by_one(missed: int) -> None:
    assert _days(FIRST, FIRST + timedelta(days=1 + missed)) == (1, missed - 1)


def test_what_is_asked_for_is_one_range() -> None:
    now = FIRST + timedelta(days=4)
    assert _days(FIRST, now, FIRST + timedelta(days=2)) == (2, 0)
    assert _days(FIRST, now, closed=True) == (4, 0)


def test_a_night_alone_has_the_cutoff_that_it_had_in_time() -> None:
    at = midnight(FIRST + timedelta(days=3), ZONE) + HOUR_MS
    span, horizon = Span(midnight(FIRST, ZONE) + 1, at), midnight(FIRST + timedelta(days=1), ZONE)
    found = due(ZONE, horizon, span, Question(None, False, at, GRACE_MS))
    assert found
    assert found.cutoff == found.days[0].stop + GRACE_MS == midnight(FIRST + timedelta(days=2), ZONE) + GRACE_MS
