"""How sure a day of a home is: what the newest run found in it, or, while it is live, what the speed layer has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from starlette.concurrency import run_in_threadpool

from api import findings
from api.access import Span
from api.corrections import CorrectionDoor
from api.findings import SettledDay
from api.homes import Home
from api.models.quality import DayQuality, Finding, How, IntervalQuality
from api.models.usage import UsageValue
from api.periods import Grain
from api.times import Range
from api.usage_answers import UsageAnswers
from contract.batch_view import read_basis, read_values
from contract.days import day_bounds
from contract.rules import Rule, read_findings
from contract.tables.batch_view import runs, usage_days
from contract.utilities import ELECTRICITY, EXPORT, Utility
from contract.windows import INTERVAL_MS, index

Days = usage_days.c


class DayQualities:
    """Answers of quality; collaborators are passed in."""

    def __init__(self, engine: Engine, usage: UsageAnswers, corrections: CorrectionDoor) -> None:
        self._engine, self._usage, self._corrections = engine, usage, corrections

    async def answer(self, home: Home, utility: Utility, day: date, seen: Range) -> DayQuality:
        """What may be seen of a local day; findings of the day only where all of it may."""
        start, stop = day_bounds(day, home.zone)
        row = await run_in_threadpool(self._row, utility.name, home.user_id, day)
        run_id, told = None, []
        if row is not None:
            run_id, settled = row.run_id, await run_in_threadpool(self._settled, row)
            listed = findings.intervals(settled)
            told = findings.findings(settled, await run_in_threadpool(self._corrected, home, utility.name, start))
        else:
            found = await self._usage.answer(home, utility, Range(start, stop), Grain.INTERVAL)
            listed = [_live(value) for value in found.values if value.end <= found.now]
        visible = [each for each in listed if seen.start <= each.start and each.end <= seen.stop]
        return DayQuality(
            user_id=home.user_id,
            utility=utility.name,
            unit=utility.unit,
            zone=home.zone,
            day=day,
            run_id=run_id,
            counts=findings.counts(visible),
            intervals=visible,
            findings=_seen([each for each in told if not _lives_on_its_own(home, utility, each)], seen),
        )

    def _row(self, utility: str, user_id: int, day: date) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return _newest(connection, utility, user_id, day)

    def _settled(self, row: Row[Any]) -> SettledDay:
        with self._engine.connect() as connection:
            before = _newest(connection, row.utility, row.user_id, row.day - timedelta(days=1))
        values, masks = read_values(row.usage_values, row.intervals), read_findings(row.findings or b"", row.intervals)
        return SettledDay(row.start, values, read_basis(row.basis), masks, before.usual if before else None)

    def _corrected(self, home: Home, utility: str, start: int) -> dict[int, dict[str, int | str]]:
        """By place in the day that begins at `start`: who corrected the read that ends the interval, and why."""
        found: dict[int, dict[str, int | str]] = {}
        for each in reversed(self._corrections.of_home(home, [Span(start - INTERVAL_MS, start + 2**31)])):
            if each.utility == utility:
                place = index(each.at, INTERVAL_MS) - start // INTERVAL_MS
                facts: dict[str, int | str] = {"register": each.register_, "revision": each.revision}
                told = {"at": each.at, **facts, "reason": each.reason, "by": each.recorded_by}
                found |= {place: told, place + 1: found.get(place + 1, told)}
        return found


def _lives_on_its_own(home: Home, utility: Utility, finding: Finding) -> bool:
    """Who feeds in takes nothing for hours, and all is well; the batch has not always known, and its rows stand."""
    own = utility is ELECTRICITY and EXPORT.name in home.utilities
    return own and finding.rule == Rule.ZERO_RUN.name.lower()


def _newest(connection: Connection, utility: str, user_id: int, day: date) -> Row[Any] | None:
    joined = select(usage_days).join(runs, runs.c.run_id == Days.run_id).where(runs.c.state == "published")
    own = joined.where(Days.utility == utility, Days.user_id == user_id, Days.day == day)
    return connection.execute(own.order_by(Days.run_id.desc()).limit(1)).first()


def _live(value: UsageValue) -> IntervalQuality:
    known = value.usage is not None
    way: How = "reading" if value.basis == "measured" else "line"
    return IntervalQuality(
        start=value.start,
        end=value.end,
        usage=value.usage,
        quality="provisional" if known else "missing",
        how=way if known else None,
        rules=[],
    )


def _seen(told: Sequence[Finding], seen: Range) -> list[Finding]:
    return [each for each in told if seen.start <= each.start and each.end <= seen.stop]
