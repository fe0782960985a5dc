"""Homes in parts and in blocks: each is packed once, at its place, in the narrowest row that holds it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_job.baselines import make
from batch_job.baselines.make import Latest, packed, whole_blocks
from contract.baseline_view import HOURS, Level, read_entry
from contract.encoding.baselines import NOTHING
from contract.registry import BLOCK_SIZE

LATEST = Latest(5, "America/New_York", 1_000, date(2026, 3, 8))
users = st.lists(st.integers(1, 10 * BLOCK_SIZE), min_size=1, max_size=120, unique=True).map(sorted)


@given(users)
def test_parts_hold_all_homes_in_order_and_cut_no_block(numbers: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "USERS_AT_ONCE", 7)
        parts = [part.tolist() for part in whole_blocks(np.array(numbers))]
    assert [user for part in parts for user in part] == numbers
    blocks = [{user // BLOCK_SIZE for user in part} for part in parts]
    assert sum(map(len, blocks)) == len(set().union(*blocks))


@given(users, st.sampled_from(list(Level)))
def test_each_home_is_found_where_it_belongs(numbers: list[int], level: Level) -> None:
    rows = np.broadcast_to(NOTHING[0], (len(numbers), HOURS)).copy()
    if level is not Level.NONE:
        rows["usage_median"] = np.arange(len(numbers))[:, None]
        rows["level"] = level
    found = {row["block"]: row for row in packed(rows, np.array(numbers), LATEST, "water")}
    if level is Level.NONE:
        assert found == {}
        return
    assert set(found) == {user // BLOCK_SIZE for user in numbers}
    for place, user in enumerate(numbers):
        row = found[user // BLOCK_SIZE]
        entry = read_entry(row["entries"], row["hours"], user, 100)
        assert entry is not None
        assert (entry.usage_median, entry.level) == (place, level)
    for block, row in found.items():
        last = max(user for user in numbers if user // BLOCK_SIZE == block)
        assert read_entry(row["entries"], row["hours"], last + 1, 0) is None or (last + 1) % BLOCK_SIZE == 0
