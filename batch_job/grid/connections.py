"""Who is on which feeder, and when: of each feeder its service points and the intervals that they were on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from batch_job.grid.window import Flags, Numbers, Span

NO_FEEDER = 0
FOR_EVER = 2**62


@dataclass(frozen=True)
class Connections:
    """Stays on feeders, in columns: user, feeder, and (since, until] in UTC ms; by feeder and user."""

    user: Numbers
    feeder: Numbers
    since: Numbers
    until: Numbers

    def take(self, chosen: Flags | Numbers) -> Connections:
        return Connections(self.user[chosen], self.feeder[chosen], self.since[chosen], self.until[chosen])

    def within(self, span: Span) -> Connections:
        """Those that touch the span."""
        return self.take((self.since < span.stop) & (self.until > span.start))

    def here(self, span: Span) -> Flags:
        """(stays, columns): in which intervals each lasted; a stay begins and ends between two."""
        first, stop = span.column(self.since)[:, None], span.column(self.until)[:, None]
        columns = np.arange(span.columns)
        lasting: Flags = (columns >= first) & (columns < stop)
        return lasting

    def firsts(self) -> Numbers:
        """Where each feeder's stays begin."""
        return np.flatnonzero(np.diff(self.feeder, prepend=NO_FEEDER - 1))


def stays(user: Numbers, feeder: Numbers, since: Numbers) -> Connections:
    """From the rows of feeder_connections, in any order: each lasts until its user's next one."""
    order = np.lexsort((since, user))
    user, feeder, since = user[order], feeder[order], since[order]
    until = np.full(len(user), FOR_EVER)
    followed = np.flatnonzero(user[1:] == user[:-1])
    until[followed] = since[followed + 1]
    found = Connections(user, feeder, since, until)
    return found.take(np.lexsort((user, feeder))).take(np.sort(feeder) != NO_FEEDER)
