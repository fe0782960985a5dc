"""Corrections in the numpy core and in the reference: the same to the integer, and what they say of themselves."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import no_carries
from batch_job.settlement.corrected import in_place
from batch_job.settlement.settle import Bucket, settle
from contract.closing import closing_readings
from contract.reading import Reading
from contract.reference import Look, settled_days
from contract.rules import Quality, Rule, bit, quality, rules_in
from contract.utilities import WATER
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, expected_form, histories, judgement, plain_form

DAY = DAYS[0]
ENDS = range(DAY.start, DAY.stop + 1, INTERVAL_MS)
PLAIN = [Reading(1, 7, at, 1_000 + 10 * number) for number, at in enumerate(ENDS)]


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[Reading], list[Reading]]:
    """Readings of a service point, and corrections: of some of them, and where there was none."""
    readings = draw(histories())
    chosen = draw(st.lists(st.sampled_from(readings), max_size=4)) if readings else []
    changed = [each._replace(register=draw(st.integers(0, 9_999)), status=0) for each in chosen]
    moved = [each._replace(at=each.at + draw(st.sampled_from([0, INTERVAL_MS, -7 * INTERVAL_MS]))) for each in changed]
    return readings, list({(each.meter_id, each.at): each for each in moved}.values())


@given(st.lists(corrected(), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_the_core_equals_the_reference(points: list[tuple[list[Reading], list[Reading]]]) -> None:
    seen = DAYS[-1].stop + 3 * INTERVAL_MS
    readings, corrections = ([each[part] for each in points] for part in (0, 1))

    bucket = Bucket(UTILITY, DAYS, seen, no_carries(len(points)), {}, columns(readings))
    outcome = settle(replace(bucket, corrections=columns(corrections)))

    days = [(day.start, day.stop) for day in DAYS]
    for point, own in enumerate(readings):
        expected = settled_days(own, days, Look(UTILITY, seen, corrections=corrections[point]))
        for rows, usage in zip(outcome.rows, expected, strict=True):
            assert plain_form(rows, point) == expected_form(usage)
            assert (rows.masks[point].tolist(), rows.usual[point]) == judgement(usage)


def _settled(readings: list[Reading], corrections: list[Reading]) -> tuple[list[int | None], list[int], list[int]]:
    [(day, _)] = settled_days(readings, [(DAY.start, DAY.stop)], Look(WATER, DAY.stop, corrections=corrections))
    return day.values, day.basis, day.masks


def test_a_changed_read_moves_two_intervals_and_both_say_that_they_are_edited() -> None:
    values, basis, masks = _settled(PLAIN, [PLAIN[40]._replace(register=PLAIN[40].register - 4)])

    assert values[38:42] == [10, 6, 14, 10]
    assert [rules_in(mask) for mask in masks[38:42]] == [[], [Rule.CORRECTED], [Rule.CORRECTED], []]
    told = [quality(*each) for each in zip(basis, masks, strict=False)]
    assert told[38:42] == [Quality.MEASURED, Quality.EDITED, Quality.EDITED, Quality.MEASURED]


def test_a_correction_takes_the_place_of_all_readings_of_its_instant() -> None:
    greater = PLAIN[40]._replace(register=PLAIN[40].register + 9)
    values, _, masks = _settled([*PLAIN, greater], [PLAIN[40]])

    assert values[39:41] == [10, 10]
    assert masks[39] == bit(Rule.CORRECTED)  # and no conflict any more


def test_an_added_read_in_a_long_gap_measures_where_there_was_a_line() -> None:
    gap = [each for each in PLAIN if not PLAIN[30].at < each.at < PLAIN[60].at]
    before, _, _ = _settled(gap, [])
    after, basis, masks = _settled(gap, [PLAIN[45]._replace(register=PLAIN[45].register + 90)])

    assert sum(each or 0 for each in before) == sum(each or 0 for each in after)
    assert sum(each or 0 for each in after[30:45]) == 240
    assert rules_in(masks[44]) == rules_in(masks[45]) == [Rule.CORRECTED]
    assert quality(basis[44], masks[44]) is Quality.EDITED


def test_readings_stay_as_they_are() -> None:
    readings = columns([PLAIN])
    mended = in_place(readings, columns([[PLAIN[40]._replace(register=5)]]))

    assert readings.register.tolist() == [each.register for each in PLAIN]
    assert len(mended.at) == len(PLAIN)
    assert len(closing_readings(PLAIN)) == len(PLAIN)
