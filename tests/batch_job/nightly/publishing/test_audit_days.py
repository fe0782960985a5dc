"""Days that do not add up to the levels at their ends are found, also the first one of a run; true ones pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.nightly.inputs.began import nothing_before
from batch_job.nightly.publishing.audit_days import AUDITED, AuditError, audit_days
from batch_job.nightly.spark.arrow_rows import SCHEMA, carry_columns, to_arrow
from batch_job.settlement.carries import Carries, no_carries
from batch_job.settlement.evening import Evening
from batch_job.settlement.rows import DayRows, stored_day
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from contract.windows import DAY_MS, INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, histories

BEGIN = DAYS[0].start
INTERVALS = DAY_MS // INTERVAL_MS


def _rows(*told: dict[str, Any]) -> pa.Table:
    """Whole days of water, each with a total of 7 unless it is told otherwise."""
    plain = {"utility": "water", "day": DAYS[0].day, "intervals": INTERVALS, "known": INTERVALS, "total": 7}
    days = [{**plain, "served_at": row["start"] + DAY_MS, **row} for row in told]
    return pa.table({name: [row[name] for row in days] for name in AUDITED})


def _state(*told: tuple[int, int | None, int | None]) -> pa.Table:
    return pa.table(dict(zip(nothing_before("water").column_names, zip(*told, strict=True), strict=True)))


STATE = _state((1, BEGIN, 100), (2, BEGIN, 200), (3, BEGIN - INTERVAL_MS, 300), (4, None, None))


def test_days_that_add_up_to_their_levels_pass() -> None:
    first = {"user_id": 1, "start": BEGIN, "served_level": 107}
    second = {"user_id": 1, "start": BEGIN + DAY_MS, "served_level": 114}
    audit_days(_rows(first, second, {"user_id": 2, "start": BEGIN, "served_level": 207}), STATE)
    audit_days(_rows(first, second), nothing_before("water"))
    audit_days(_rows(), STATE)


@pytest.mark.parametrize("user", [3, 4, 5])
def test_where_nothing_was_served_at_the_start_there_is_nothing_to_add_up(user: int) -> None:
    audit_days(_rows({"user_id": user, "start": BEGIN, "served_level": 9}), STATE)


@pytest.mark.parametrize("total", [10**12, -5, 6])
def test_a_first_day_that_does_not_add_up_from_what_was_served_is_found(total: int) -> None:
    true = {"user_id": 1, "start": BEGIN, "served_level": 107}
    wrong = {"user_id": 2, "start": BEGIN, "served_level": 207, "total": total}
    with pytest.raises(AuditError, match="1 days do not add up to their levels, the first is water of user 2 on"):
        audit_days(_rows(true, wrong), STATE)


def test_a_day_that_does_not_add_up_from_the_one_before_it_is_found() -> None:
    true = {"user_id": 1, "start": BEGIN, "served_level": 107}
    with pytest.raises(AuditError, match="water of user 1"):
        audit_days(_rows(true, {"user_id": 1, "start": BEGIN + DAY_MS, "served_level": 115}), nothing_before("water"))


@given(
    st.lists(histories(DAYS[:2]), min_size=1, max_size=4), st.integers(0, 6), st.sets(st.integers(0, 9)), st.booleans()
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_night_comes_to_adds_up_from_the_one_before_it(
    readings: list[list[Reading]], beyond: int, late: set[int], in_columns: bool
) -> None:
    first, second = DAYS[:2]
    seen = [day.stop + beyond * INTERVAL_MS for day in (first, second)]
    heard = [[each for place, each in enumerate(own) if place not in late] for own in readings]
    [one] = settle(Bucket(UTILITY, [first], seen[0], no_carries(len(readings)), {}, columns(heard))).rows
    stored = {point: [stored_day(one, point)] for point in range(len(readings))}
    evening = Evening(first, one.point, one.values, one.basis, one.masks, one.readings) if in_columns else None
    two = settle(Bucket(UTILITY, [second], seen[1], one.carries, stored, columns(readings), evening=evening)).rows
    audit_days(_audited(two), _served(one.carries))


def _audited(rows: list[DayRows]) -> pa.Table:
    users = np.arange(1, 5)
    parts = [pa.Table.from_batches([to_arrow("water", users[each.point], each)], SCHEMA) for each in rows]
    return pa.concat_tables(parts).select(AUDITED).sort_by([("user_id", "ascending"), ("day", "ascending")])


def _served(carries: Carries) -> pa.Table:
    found = carry_columns(carries)
    return pa.table(
        {
            "user_id": np.arange(1, len(carries.served_at) + 1),
            "served_at": found["served_at"],
            "served_level": found["served_level"],
        }
    )
