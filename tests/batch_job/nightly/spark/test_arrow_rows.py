"""Many days that become one batch are the rows that they are one by one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.nightly.spark.arrow_rows import SCHEMA, to_arrow
from batch_job.settlement.carries import no_carries
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, histories


@given(st.lists(histories(), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_days_together_are_days_one_by_one(readings: list[list[Reading]]) -> None:
    days, users = [DAYS[0], DAYS[2]], np.arange(len(readings)) * 3  # as long as each other
    outcome = settle(Bucket(UTILITY, DAYS, DAYS[-1].stop, no_carries(len(readings)), {}, columns(readings)))
    rows = [each for each in outcome.rows if each.day in days]
    points = np.concatenate([each.point for each in rows])

    together = to_arrow("water", users[points], *rows)

    one_by_one = [to_arrow("water", users[each.point], each) for each in rows]
    assert together.to_pylist() == pa.Table.from_batches(one_by_one, SCHEMA).to_pylist()
