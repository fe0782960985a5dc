"""Forecasts of homes: made by block for the coming day, and scored for the days that a run settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from batch_job.baselines.samples import Homes
from batch_job.forecasts.ahead import Quantiles
from batch_job.forecasts.alike import alike
from batch_job.forecasts.loads import ONE_DAY, Loads, Numbers
from batch_job.forecasts.measures import pinball
from batch_job.forecasts.scope import LEAD_DAYS, Made
from contract.encoding.forecasts import COUNTS, SCORE, SUMS, read_homes, write_homes
from contract.forecast_view import SLOTS
from contract.registry import BLOCK_SIZE
from contract.tables.batch_view import runs
from contract.tables.forecasts import forecasts

Rows = list[dict[str, Any]]


def foretold(made: Made, utility: str, homes: Homes, loads: Loads) -> Rows:
    """Rows of `forecasts`: the day after the last of `loads`, of the blocks of which anything is foretold."""
    recent = replace(loads, first=loads.first + LEAD_DAYS * ONE_DAY, values=loads.values[:, LEAD_DAYS:])
    found = alike(recent)
    named = {"run_id": made.run_id, "utility": utility, "day": made.coming}
    quantiles = np.stack([found.low, found.middle, found.high])
    rows = []
    for block, place, part in _blocks(homes):
        if np.isfinite(quantiles[1, part]).any():
            entries = np.full((3, int(place[-1]) + 1, SLOTS), np.nan)
            entries[:, place] = quantiles[:, part]
            rows.append({**named, "block": block, "entries": write_homes(entries)})
    return rows


def _blocks(homes: Homes) -> Iterator[tuple[int, NDArray[np.int64], slice]]:
    """Each block's number, the places of its homes in it, and where these are among the homes."""
    numbers = homes.users // BLOCK_SIZE
    begins = np.flatnonzero(np.append(True, np.diff(numbers) > 0))
    for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(numbers)], strict=True):
        yield int(numbers[begin]), homes.users[begin:end] % BLOCK_SIZE, slice(begin, end)


@dataclass(frozen=True)
class DayScore:
    """Of a forecast's run: the scores of some homes, and their rows of `forecast_scores`."""

    run_id: int
    day: date
    scores: NDArray[Any]
    rows: Rows


def scored(
    connection: Connection, made: Made, utility: str, *, homes: Homes, loads: Loads, day: date
) -> list[DayScore]:
    """What came of each forecast of a settled day; `loads` hold the day and the one a week before."""
    number = loads.number(day)
    found: dict[int, list[tuple[NDArray[Any], dict[str, Any]]]] = {}
    parts = {block: (place, part) for block, place, part in _blocks(homes)}
    query = (
        select(forecasts.c.run_id, forecasts.c.block, forecasts.c.entries)
        .join(runs, runs.c.run_id == forecasts.c.run_id)
        .where(forecasts.c.day == day, forecasts.c.utility == utility, runs.c.zone == made.zone)
        .where(forecasts.c.run_id < made.run_id, forecasts.c.block.in_(list(parts)))
        .order_by(forecasts.c.run_id, forecasts.c.block)
    )
    for run_id, block, entries in connection.execute(query):
        own = read_homes(entries)
        place, part = parts[block]
        there = place < own.shape[1]
        came, before = (loads.values[part, each][there] for each in (number, number - 7))
        scores = np.zeros(own.shape[1], SCORE)
        scores[place[there]] = score_rows(Quantiles(*own[:, place[there]]), came, before)
        key = {"run_id": run_id, "utility": utility, "block": block, "actual_run": made.run_id}
        found.setdefault(run_id, []).append((scores, {**key, "entries": scores.tobytes()}))
    return [
        DayScore(run_id, day, np.concatenate([scores for scores, _ in own]), [row for _, row in own])
        for run_id, own in found.items()
    ]


def score_rows(found: Quantiles, came: Numbers, before: Numbers) -> NDArray[Any]:
    """SCORE of each row, of arrays of shape (rows, slots); `before` is a week before."""
    known = ~np.isnan(found.middle) & ~np.isnan(came)
    both = known & ~np.isnan(before)
    scores = np.zeros(len(came), SCORE)
    scores["hours"] = known.sum(axis=1)
    scores["inside"] = (known & (found.low <= came) & (came <= found.high)).sum(axis=1)
    scores["compared"] = both.sum(axis=1)
    losses = pinball((found.low, found.middle, found.high), came)
    parts = (np.abs(found.middle - came), np.abs(before - came), losses, came)
    for name, part, counted in zip(SUMS, parts, (both, both, known, known), strict=True):
        scores[name] = np.where(counted, part, 0).sum(axis=1)
    return scores


def summed(scores: NDArray[Any]) -> dict[str, Any]:
    """Columns of a score over many places, `points` of which had one."""
    counts = {name: int(scores[name].sum(dtype=np.int64)) for name in COUNTS}
    sums = {name: float(scores[name].sum(dtype=np.float64)) for name in SUMS}
    return {"points": int((scores["hours"] > 0).sum()), **counts, **sums}
