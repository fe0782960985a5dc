"""What the nightly run calls once its days are published: feeders' days, and who is suspected, zone by zone.

Intervals are held of some feeders at a time; of all feeders of a zone, four sums a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection, Engine, insert, update

from batch_job.grid.balance import Feeders, balance
from batch_job.grid.cases import cases
from batch_job.grid.clues import clues
from batch_job.grid.connections import Connections
from batch_job.grid.due import Due, due, spans, zones
from batch_job.grid.feeder_rows import checksums, compared, rows_of
from batch_job.grid.missing import Blocks, Missing, block_sums, find_missing, joined
from batch_job.grid.move import arrive
from batch_job.grid.on_file import read_connections, read_export, read_feeders, read_window
from batch_job.grid.suspects import Suspect, ranked, suspects
from batch_job.grid.window import Span
from batch_job.nightly.steps import step
from batch_job.settlement.days import days_between
from contract.grid_view import write_evidence
from contract.tables.grid import feeder_days, feeder_nights, theft_suspects
from contract.windows import Clock

log = structlog.get_logger()

FEEDERS_AT_ONCE = 80
LOOK_BACK_DAYS = 28
LEAST_SCORE = 0.3
MOST_SUSPECTS = 500
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Zone:
    """A zone's grid."""

    name: str
    feeders: Feeders
    connections: Connections
    at_once: int

    def parts(self) -> Iterator[tuple[slice, Feeders, Connections]]:
        """Some feeders at a time, where they are among all, with the stays on them."""
        for begin in range(0, len(self.feeders.feeder), self.at_once):
            own = slice(begin, begin + self.at_once)
            some = Feeders(self.feeders.feeder[own], self.feeders.rating_w[own], self.feeders.head[own])
            yield own, some, self.connections.take(np.isin(self.connections.feeder, some.feeder))


def look_at_grid(database: Engine, now: Clock, feeders_at_once: int = FEEDERS_AT_ONCE) -> dict[str, int]:
    """Looks at what is due; gives the numbers of the new nights by zone. Killed anywhere, it begins that zone anew.

    How many feeders are held at once is a matter of memory alone.
    """
    made = {}
    with step("grid"):
        with database.begin() as connection:
            arrive(connection, now())
            names = zones(connection)
        for name in names:
            with database.begin() as connection:
                begun = now()
                feeders = read_feeders(connection, name)
                found = due(connection, name, feeders) if len(feeders.feeder) else None
                if found:
                    zone = Zone(name, feeders, read_connections(connection, feeders), feeders_at_once)
                    made[name] = _look(connection, zone, found, begun)
    return made


def _look(connection: Connection, zone: Zone, found: Due, now: int) -> int:
    values = {"zone": zone.name, "run_id": found.run_id, "made_at": now, "feeder_days": 0, "suspects": 0}
    [night_id] = connection.execute(insert(feeder_nights).values(values)).inserted_primary_key or (0,)
    written = sum(_write_days(connection, zone, span, night_id) for span in spans(found.days, zone.name))
    span = Span(days_between(found.last - timedelta(days=LOOK_BACK_DAYS - 1), found.last, zone.name))
    blocks = Blocks.of(span)
    sums = [block_sums(compared(connection, feeders, span), blocks) for _, feeders, _ in zone.parts()]
    missing = find_missing(joined(sums), blocks)
    named = _surest(_suspects(connection, zone, span, missing)) if missing else []
    if named:
        rows = [_suspect_row(night_id, place, each) for place, each in enumerate(named, start=1)]
        connection.execute(insert(theft_suspects), rows)
    usual = {"usual_loss": missing.zone_loss, "spread": missing.zone_spread} if missing else {}
    counted = {"feeder_days": written, "suspects": len(named), **usual}
    connection.execute(update(feeder_nights).where(feeder_nights.c.night_id == night_id).values(counted))
    log.info("grid", zone=zone.name, days=len(found.days), feeder_days=written, suspects=len(named))
    return int(night_id)


def _write_days(connection: Connection, zone: Zone, span: Span, night_id: int) -> int:
    """Rows of those feeders' days that are not on file as they are; gives how many."""
    written = 0
    for _, feeders, connections in zone.parts():
        here = connections.within(span)
        users = [*here.user.tolist(), *feeders.head.tolist()]
        window, export = read_window(connection, span, users), read_export(connection, span, users)
        known = checksums(connection, feeders, span)
        found = rows_of(balance(feeders, here, window, export), span)
        rows = [
            {**row, "night_id": night_id}
            for row in found
            if known.get((row["feeder_id"], row["day"])) != row["checksum"]
        ]
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            connection.execute(insert(feeder_days), rows[begin : begin + ROWS_AT_ONCE])
        written += len(rows)
    return written


def _suspects(connection: Connection, zone: Zone, span: Span, missing: Missing) -> Iterator[list[Suspect]]:
    """Of some feeders at a time; only the customers of those that miss energy are read."""
    for own, feeders, connections in zone.parts():
        found = missing.of(own)
        here = connections.take(np.isin(connections.feeder, feeders.feeder[found.suspicious()])).within(span)
        if len(here.user):
            users = here.user.tolist()
            window, export = read_window(connection, span, users), read_export(connection, span, users)
            told = compared(connection, feeders, span)
            every = cases(feeders.feeder, told, found, here, window, export=export)
            yield [named for case in every for named in suspects(case, clues(case), LEAST_SCORE)]


def _surest(parts: Iterable[list[Suspect]]) -> list[Suspect]:
    named: list[Suspect] = []
    for part in parts:
        named = ranked([*named, *part])[:MOST_SUSPECTS]
    return named


def _suspect_row(night_id: int, place: int, each: Suspect) -> dict[str, Any]:
    return {
        "night_id": night_id,
        "place": place,
        "user_id": each.user_id,
        "feeder_id": each.feeder_id,
        "score": each.score,
        "reason": each.reason.value,
        "since": each.since,
        "missing": each.missing,
        "explained": each.explained,
        "evidence": write_evidence(each.evidence),
    }
