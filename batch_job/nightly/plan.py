"""From what was asked for to runs that have begun."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine, select

from batch_job.nightly.inputs.cover import begun
from batch_job.nightly.inputs.report_log import Offsets, ReportLog, Span
from batch_job.nightly.runs import horizon_of
from batch_job.nightly.scheduling.due import Due, Question, due, first_days
from batch_job.problem import Problem
from batch_job.store import Store
from contract.settings import Settings
from contract.tables.registry import users
from contract.windows import HOUR_MS, SECOND_MS


def wall_clock() -> int:
    """The present, UTC ms."""
    return round(time.time() * 1000)


def span(log: ReportLog, store: Store) -> Span | None:
    """The stamps of all reports, those among them that only the archive still has: of its first one, about the hour."""
    kept, archived = log.span(), begun(store)
    if kept is None or archived is None:
        return kept
    return replace(kept, first=min(kept.first, archived + HOUR_MS))


def question(settings: Settings, span: Span, wanted: date | None, closed: bool) -> Question:
    """What is asked, by the namespace's clock: a producer's is the latest stamp that any report carries."""
    now = span.last if settings.clock == "producer" else wall_clock()
    return Question(wanted, closed, now, settings.grace_s * SECOND_MS)


def zones(database: Engine, only: str | None) -> list[str]:
    """The registry's zones, or the one asked for. Raises Problem where there is none."""
    with database.connect() as connection:
        found = list(connection.execute(select(users.c.zone).distinct().order_by(users.c.zone)).scalars())
    if not found:
        raise Problem("The registry has no users yet; run the simulator or a replay first.")
    if only and only not in found:
        raise Problem(f"No user lives in zone {only!r}; the registry's zones are {', '.join(found)}.")
    return [only] if only else found


def days_due(database: Engine, only: str | None, span: Span, asked: Question) -> list[Due]:
    """What each zone has to settle now. Raises Problem if a day was asked for that has not ended anywhere."""
    found = []
    for zone in zones(database, only):
        with database.connect() as connection:
            horizon = horizon_of(connection, zone)
        entry = due(zone, horizon, span, asked)
        if entry:
            found.append(entry)
    if asked.wanted and not any(day.day == asked.wanted for entry in found for day in entry.days):
        raise Problem(
            f"Day {asked.wanted} has not ended in any of these zones, or no reading is as old; nothing settled."
        )
    return found


def needed(log: ReportLog, entries: Iterable[Due], closed: bool) -> list[Offsets]:
    """Per entry, the first offset of each partition that its run does not take."""
    ends = log.ends() if closed else {}
    return [ends if closed else log.stops(entry.cutoff) for entry in entries]


def furthest(stops: list[Offsets]) -> Offsets:
    """How far the archive must be for all of them."""
    return {place: max(each[place] for each in stops) for place in stops[0]} if stops else {}


def archived_days(log: ReportLog, entries: Iterable[Due], settings: Settings) -> list[tuple[Due, Offsets]]:
    """Of each entry the first days, all or as many as the archive holds whole by now, with where their input stops."""
    archived, found = log.archived(), []
    for entry in entries:
        for count in range(len(entry.days), 0, -1):
            earlier = first_days(entry, count, settings.grace_s * SECOND_MS)
            stops = log.stops(earlier.cutoff)
            if all(archived.get(place, 0) >= stop for place, stop in stops.items()):
                found.append((earlier, stops))
                break
    return found
