"""Rule 2 in columns: the straight line between two closing readings."""

from __future__ import annotations

from batch_job.settlement.levels import Levels
from batch_job.settlement.readings import Numbers


def on_line(rows: Levels, before: Numbers, after: Numbers, at: Numbers) -> Numbers:
    """The levels at instants `at` (UTC ms) between the rows `before` and `after`, rounded down; shapes broadcast."""
    span = rows.at[after] - rows.at[before]
    rise, run = rows.level[after] - rows.level[before], at - rows.at[before]
    # rise * run // span, in two steps that stay below 2 ** 63
    whole, part = rise // span, rise % span
    found: Numbers = rows.level[before] + whole * run + part * run // span
    return found
