"""One run's share of a partition: its service points, their state, and the days published of those with a gap."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.inputs import facts
from batch_job.nightly.inputs.dials import by_meter
from batch_job.nightly.inputs.stored import by_point, evening
from batch_job.nightly.inputs.weather import ByWeather
from batch_job.nightly.spark.arrow_rows import carries_from
from batch_job.nightly.spark.gather import Points
from batch_job.nightly.spark.work import Work, ZoneRun, state_key, stored_key
from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.corrected import NOTHING
from batch_job.settlement.days import Day, days_between
from batch_job.settlement.evening import Evening
from batch_job.settlement.lazy import Lazy
from batch_job.settlement.like_days import parted
from batch_job.settlement.readings import Readings, pack_rest
from batch_job.settlement.reopened import StoredDay, open_since
from batch_job.store import Store
from contract.estimates import Shape
from contract.reading import Reading
from contract.utilities import BY_NAME
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Share:
    """What a task knows of one run before it reads; arrays by service point, users ascending."""

    run: ZoneRun
    days: list[Day]
    users: NDArray[np.int64]
    supply_from: NDArray[np.int64]
    carries: Carries
    usual: NDArray[np.int64]
    history: Lazy[list[StoredDay]]  # the published days of those whose gap is open, from a week before it on
    stored: Lazy[list[StoredDay]]  # of these days, those that the gap began in, or after
    evening: Evening | None
    shapes: Mapping[int, Shape]
    corrections: Readings
    dials: dict[int, int]
    feeds_in_from: NDArray[np.int64]

    @property
    def ends(self) -> int:
        """Interval ends in the grid of one service point."""
        return (self.run.seen - self.days[0].start) // INTERVAL_MS + 1


def read_shares(store: Store, work: Work) -> list[Share]:
    """Reads the frozen state of each run's share. Raises StoreAwayError."""
    state = pq.read_table(io.BytesIO(store.get(state_key(work))))
    stored = pq.read_table(io.BytesIO(store.get(stored_key(work))))
    return [_share(_of_run(state, run), _of_run(stored, run), run, _facts(store, work, run)) for run in work.runs]


def _of_run(table: pa.Table, run: ZoneRun) -> pa.Table:
    return table.filter(pc.equal(table["run_id"], run.run_id))


def _facts(store: Store, work: Work, run: ZoneRun) -> dict[str, pa.Table]:
    """What the run takes besides, as far as it concerns the utility."""
    found = {}
    if facts.CORRECTIONS in run.facts:
        table = facts.read(store, run.run_id, facts.CORRECTIONS)
        found[facts.CORRECTIONS] = table.filter(pc.equal(table["utility"], work.utility))
    if facts.DIALS in run.facts:
        table = facts.read(store, run.run_id, facts.DIALS)
        found[facts.DIALS] = table.filter(pc.equal(table["utility"], work.utility))
    if facts.WEATHER in run.facts and BY_NAME[work.utility].by_weather:
        found[facts.WEATHER] = facts.read(store, run.run_id, facts.WEATHER)
    return found


def _share(state: pa.Table, stored: pa.Table, run: ZoneRun, taken: dict[str, pa.Table]) -> Share:
    users = state["user_id"].to_numpy().astype(np.int64)
    days = days_between(run.first_day, run.last_day, run.zone)
    carries = carries_from(state)
    shapes: Mapping[int, Shape]
    history = by_point(stored, users, run.zone)
    days_stored, shapes = parted(history, open_since(carries, days[0].start), run.first_day, run.zone)
    before = evening(stored, users, days[0], run.zone)
    usual, feeding = (pc.fill_null(state[name], NONE).to_numpy() for name in ("usual", "feeds_in_from"))
    by_weather = taken.get(facts.WEATHER)
    if by_weather is not None:
        shapes = ByWeather(shapes, state["county"].to_numpy(), by_weather)
    dials = by_meter(taken[facts.DIALS]) if facts.DIALS in taken else {}
    since, mended = state["supply_from"].to_numpy(), _in_columns(taken.get(facts.CORRECTIONS), users)
    own = (since, carries, usual, history, days_stored, before, shapes, mended, dials, feeding)
    return Share(run, days, users, *own)


def _in_columns(corrections: pa.Table | None, users: NDArray[np.int64]) -> Readings:
    """By service point; what belongs to none of `users` is left out."""
    if corrections is None or not len(users):
        return NOTHING
    user, meter, at, register, demand, status = (corrections[name].to_numpy() for name in Reading._fields)
    point = np.minimum(np.searchsorted(users, user), len(users) - 1)
    rest = pack_rest(demand.astype(np.int32), status.astype(np.int32))
    return Readings(point, meter, at, register, rest).take(users[point] == user)


def points_of(shares: list[Share]) -> Points:
    """The service points of all shares, one after the other."""
    users = np.concatenate([share.users for share in shares])
    stop = np.concatenate([np.full(len(share.users), share.run.stop) for share in shares])
    order = np.argsort(users, kind="stable")
    return Points(users[order], order, stop)
