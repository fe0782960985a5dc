"""Rates between two looks; what began anew in between has none."""

from __future__ import annotations

from api.stage_sample import StageSample, point

BEFORE = StageSample(0, sent=1000, unarchived=100, received=500)


def test_what_began_anew_has_no_rate_and_never_a_negative_one() -> None:
    after = point(BEFORE, StageSample(10_000, sent=0, unarchived=0, received=700))
    assert (after.messages_per_s, after.archived_per_s, after.readings_per_s) == (None, None, 20)


def test_what_the_archive_put_away_counts_whatever_came_meanwhile() -> None:
    after = point(BEFORE, StageSample(10_000, sent=3000, unarchived=1600))
    assert (after.messages_per_s, after.archived_per_s, after.unarchived) == (200, 50, 1600)


def test_a_window_that_is_ahead_is_not_behind() -> None:
    assert point(BEFORE, StageSample(10_000, window_end=12_000)).behind_ms == 0
