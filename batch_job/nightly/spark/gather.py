"""Reading one partition's archived objects into columns, split into buckets that are settled together."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.inputs.cover import Clip
from batch_job.settlement.readings import Noted, Readings, joined, pack_rest
from batch_job.store import Store
from contract.rules import Rule
from contract.validation import CLOCK_MS

COLUMNS = ["user_id", "meter_id", "at", "register", "demand", "status", "offset", "fault", "stamp"]
NOTHING = Noted(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))
AHEAD = 4  # objects fetched while one is decoded


@dataclass(frozen=True)
class Points:
    """Service points of all runs: users ascending with the point of each; where the input of a point stops."""

    users: NDArray[np.int64]
    point: NDArray[np.int64]
    stop: NDArray[np.int64]  # offset, by point

    @cached_property
    def by_user(self) -> NDArray[np.int32]:
        """Points by user, from the first user on, -1 where there is none: a look into it beats a search by far."""
        found = np.full(int(self.users[-1] - self.users[0]) + 1, -1, np.int32)
        found[self.users - self.users[0]] = self.point
        return found


@dataclass(frozen=True)
class Gathered:
    """Usable readings of known service points, in chunks; of all usable ones, how many belonged to nobody."""

    chunks: list[Readings]
    ahead: Noted  # of these, the readings by a clock that is ahead of the broker's
    usable: int
    unregistered: int


def gather(store: Store, clips: tuple[Clip, ...], points: Points) -> Gathered:
    """All readings of `points` in the clips. Raises StoreAwayError."""
    chunks: list[Readings] = []
    ahead = [NOTHING]
    usable = unregistered = 0
    with ThreadPoolExecutor(AHEAD) as pool:
        for clip, body in zip(clips, pool.map(lambda clip: store.get(clip.key), clips), strict=True):
            table = _usable(pq.read_table(io.BytesIO(body), columns=COLUMNS, use_threads=False), clip)
            point, known = _points_of(table, points)
            usable += len(known)
            unregistered += int((~known).sum())
            wanted = known & _wanted(table, point, points)
            readings = _readings(table, point)
            chunks.append(readings if wanted.all() else readings.take(wanted))
            ahead.append(_ahead(table, point, wanted))
    return Gathered(chunks, joined(ahead), usable, unregistered)


def _usable(table: pa.Table, clip: Clip) -> pa.Table:
    inside = pc.and_(pc.greater_equal(table["offset"], clip.first), pc.less_equal(table["offset"], clip.last))
    taken = pc.and_(inside, pc.equal(table["fault"], 0))
    return table if pc.all(taken).as_py() else table.filter(taken)


def _points_of(table: pa.Table, points: Points) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The service point of each reading, and whether there is one."""
    user = table["user_id"].to_numpy()
    if not len(points.users):
        return np.zeros(len(user), np.int64), np.zeros(len(user), bool)
    inside = (user >= points.users[0]) & (user <= points.users[-1])
    found = points.by_user[np.where(inside, user - points.users[0], 0)]
    known = inside & (found >= 0)
    return np.where(known, found, 0).astype(np.int64), known


def _wanted(table: pa.Table, point: NDArray[np.int64], points: Points) -> NDArray[np.bool_]:
    if not len(points.users):
        return np.zeros(len(point), bool)
    wanted: NDArray[np.bool_] = table["offset"].to_numpy() < points.stop[point]
    return wanted


def _ahead(table: pa.Table, point: NDArray[np.int64], wanted: NDArray[np.bool_]) -> Noted:
    at = table["at"].to_numpy()
    found = np.flatnonzero((at - table["stamp"].to_numpy() > CLOCK_MS) & wanted)
    return Noted(point[found], at[found], np.full(len(found), Rule.CLOCK, np.uint8))


def _readings(table: pa.Table, point: NDArray[np.int64]) -> Readings:
    meter, at, register = (table[name].to_numpy().astype(np.int64) for name in ("meter_id", "at", "register"))
    return Readings(point, meter, at, register, pack_rest(table["demand"].to_numpy(), table["status"].to_numpy()))
