"""What a long gap may be spread like: the week that was published before a run, of the few that have such a gap.

Only a task that has settled its readings knows who these are, so it asks the database itself. The numbers of the runs
that may answer are frozen with all other inputs, and rows of a published run never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Select, select

from batch_job.nightly.inputs.published import POINTS_A_QUERY, by_key, days_of
from batch_job.nightly.inputs.state import STORED, STORED_NAMES, as_table
from batch_job.nightly.inputs.stored import by_point
from batch_job.nightly.spark.work import ZoneRun
from batch_job.settlement.lazy import Lazy
from batch_job.settlement.like_days import DAYS
from batch_job.settlement.reopened import StoredDay
from contract.tables.batch_view import usage_days

ONE_DAY = timedelta(days=1)
ORDER = tuple(usage_days.c[name] for name in ("user_id", "day", "run_id"))


@dataclass(frozen=True)
class History:
    """Of some service points of a run; `frozen` are the days of those whose gap was open when it began."""

    database: Engine
    utility: str
    run: ZoneRun
    users: NDArray[np.int64]
    frozen: Lazy[list[StoredDay]]

    def between(self, first: int, stop: int) -> History:
        """Of the service points from `first` to, without, `stop`, counted from 0."""
        return replace(self, users=self.users[first:stop], frozen=self.frozen.between(first, stop))

    def __call__(self, points: NDArray[np.int64]) -> dict[int, list[StoredDay]]:
        """By their places among `points` (ascending), see settle.Before. Raises the database's errors."""
        opened = np.isin(points, self.frozen.points)
        found = {place: self.frozen[int(points[place])] for place in np.flatnonzero(opened).tolist()}
        asked = np.flatnonzero(~opened)
        users = self.users[points[asked]]
        answer = by_point(self._published(users.tolist()), users, self.run.zone)
        return found | {int(asked[place]): days for place, days in answer.items()}

    def _published(self, users: Sequence[int]) -> pa.Table:
        """STORED of the week before the run."""
        if not self.run.history:
            return STORED.empty_table()
        with self.database.connect() as connection:
            parts = [
                self._of(connection, users[begin : begin + POINTS_A_QUERY])
                for begin in range(0, len(users), POINTS_A_QUERY)
            ]
        return pa.concat_tables([STORED.empty_table(), *parts])

    def _of(self, connection: Connection, users: Sequence[int]) -> pa.Table:
        """The rows of the greatest run of each day."""
        query = week_before(self.utility, users, self.run.first_day, self.run.history)
        return as_table(list({(row.user_id, row.day): row for row in connection.execute(query)}.values()), STORED)


def week_before(utility: str, users: Sequence[int], first: date, told: Sequence[int]) -> Select[Any]:
    """The query for the STORED rows that the runs `told` have of the week before `first`, a day's greatest run last."""
    week = days_of(utility, users, first - DAYS, first - ONE_DAY)
    query = by_key(select(*(usage_days.c[name] for name in STORED_NAMES)))
    return query.where(week, usage_days.c.run_id.in_(told)).order_by(*ORDER)
