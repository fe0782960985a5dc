"""Runs as people read them: what each took in, how long, what it cost, what it changed."""

from __future__ import annotations

import json
from typing import Any

from rich.table import Table
from sqlalchemy import Engine, func, select

from batch_job.nightly.database import engine
from batch_job.nightly.inputs.long_lists import spelt_out
from batch_job.problem import Problem
from batch_job.store import open_store
from contract.settings import Settings
from contract.tables.batch_view import runs
from contract.windows import SECOND_MS

COLUMNS = ("run", "zone", "days", "state", "objects", "readings", "rows", "seconds", "CPU s", "changed before")

OBJECTS = func.coalesce(
    func.json_extract(runs.c.inputs, "$.objects.count"), func.json_length(runs.c.inputs, "$.objects"), 0
)
"""How many a run read. Inputs may name each of them, which takes megabytes, so the server counts."""


def listed(settings: Settings, most: int) -> Table:
    """The newest `most` runs, newest first."""
    table = Table(*COLUMNS)
    told = select(*(column for column in runs.c if column is not runs.c.inputs), OBJECTS.label("objects"))
    with engine(settings).connect() as connection:
        for run in connection.execute(told.order_by(runs.c.run_id.desc()).limit(most)):
            table.add_row(*_cells(run))
    return table


def inputs_of(settings: Settings, run_id: int) -> str:
    """What a run read, as JSON, with every object. Raises Problem where there is no such run, and StoreAwayError."""
    record = json.loads(_inputs(engine(settings), run_id))
    return json.dumps(spelt_out(open_store(settings), record), indent=1)


def words(delta: str | None) -> str:
    """Of a run's delta."""
    if delta is None:
        return ""
    found: dict[str, dict[str, int]] = json.loads(delta)
    return ", ".join(f"{name}: {each['days']} days, {each['usage']:+,}" for name, each in found.items()) or "nothing"


def _inputs(database: Engine, run_id: int) -> str:
    with database.connect() as connection:
        found: str | None = connection.execute(select(runs.c.inputs).where(runs.c.run_id == run_id)).scalar()
    if found is None:
        raise Problem(f"There is no run {run_id}; `python -m batch_job runs` lists them.")
    return found


def _cells(run: Any) -> list[str]:
    days = str(run.day_from) if run.day_from == run.day_to else f"{run.day_from} to {run.day_to}"
    seconds = (run.finished_at - run.started_at) / SECOND_MS if run.finished_at else None
    state = run.state if run.error is None else f"{run.state}: {run.error[:60]}"
    numbers = [_number(each) for each in (int(run.objects), run.readings, run.day_rows, seconds, run.cpu_s)]
    zone = run.zone if run.only_points is None else f"{run.zone}: {run.only_points} points again"
    return [str(run.run_id), zone, days, state, *numbers, words(run.delta)]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
