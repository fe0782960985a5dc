"""Reading a scenario's folder: facts, series of readings by UTC, and what is expected of each interval."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from batch_job.settlement.days import Day, days_between
from batch_job.settlement.reopened import StoredDay
from contract.corrections import Correction, counting
from contract.estimates import EVEN, Shape, by_temperature, like_day
from contract.reading import Reading, as_report
from contract.reference import Look
from contract.rules import Rule
from contract.utilities import BY_NAME, Utility
from contract.validation import CLOCK_MS
from contract.validity import Fault, fault
from contract.windows import HOUR_MS, SECOND_MS

Row = dict[str, str]


@dataclass(frozen=True)
class Sent:
    """A reading, and the broker's time of it (UTC ms)."""

    reading: Reading
    stamp: int

    @property
    def ahead(self) -> int:
        """Of the broker's clock, in ms."""
        return self.reading.at - self.stamp

    @property
    def fault(self) -> Fault:
        return fault(as_report([self.reading]), self.stamp)


@dataclass(frozen=True)
class Scenario:
    """One folder."""

    folder: Path
    facts: Row

    def rows(self, name: str) -> list[Row]:
        """The rows of a file; none where there is none."""
        path = self.folder / name
        if not path.exists():
            return []
        with path.open(newline="") as file:
            return list(csv.DictReader(file))

    @property
    def utility(self) -> Utility:
        utility = BY_NAME[self.facts["utility"]]
        return replace(utility, register_digits=int(self.facts.get("register_digits", utility.register_digits)))

    @property
    def days(self) -> list[Day]:
        first = date.fromisoformat(self.facts["day"])
        last = first + timedelta(days=int(self.facts.get("days", 1)) - 1)
        return days_between(first, last, self.facts["zone"])

    @property
    def look(self) -> Look:
        seen = self.days[-1].stop + int(self.facts.get("hours_beyond", 0)) * HOUR_MS
        since = instant(self.facts["supply_from"]) if "supply_from" in self.facts else 0
        usual = int(self.facts["usual"]) if "usual" in self.facts else None
        ahead = tuple(each.reading.at for each in self.sent() if each.fault is Fault.NONE and each.ahead > CLOCK_MS)
        return Look(self.utility, seen, None, since, usual, self._shape(), ahead, self.corrections())

    def corrections(self) -> list[Reading]:
        """What counts of when/corrections.csv, whose rows are readings with a revision."""
        told = [
            Correction(self.utility.name, each.reading, int(row["revision"]), "why", "who")
            for row in self.rows("when/corrections.csv")
            for each in series(row)
        ]
        return [each.reading for each in counting(told)]

    def _shape(self) -> Shape:
        temperature, usual = self.rows("when/temperature.csv"), self.rows("when/usual_hours.csv")
        if temperature:
            return by_temperature({instant(row["hour"]) // HOUR_MS: int(row["milli_celsius"]) for row in temperature})
        return like_day([float(row["usage"]) for row in usual], self.facts["zone"]) if usual else EVEN

    @property
    def published(self) -> list[StoredDay]:
        """The days of when/published.csv, whose rows are stretches of equal intervals."""
        by_day: dict[date, list[Row]] = {}
        for row in self.rows("when/published.csv"):
            by_day.setdefault(date.fromisoformat(row["day"]), []).append(row)
        return [_published(day, rows, self.facts["zone"]) for day, rows in by_day.items()]

    def sent(self) -> list[Sent]:
        """Every reading of when/readings.csv, a row of which is a series in equal steps."""
        return [each for row in self.rows("when/readings.csv") for each in series(row)]

    def usable(self) -> list[Reading]:
        return [each.reading for each in self.sent() if each.fault is Fault.NONE]


def _published(day: date, rows: list[Row], zone: str) -> StoredDay:
    [whole] = days_between(day, day, zone)
    told = [row for row in rows for _ in range(int(row["first"]), int(row["last"]) + 1)]
    assert len(told) == whole.intervals, day
    return StoredDay(whole, tuple(int(row["usage"]) for row in told), tuple(int(row["basis"]) for row in told), 96)


def instant(text: str) -> int:
    """UTC ms."""
    return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def series(row: Row) -> list[Sent]:
    """From `from` to `to` inclusive, `register` first and `each` more at every step; stamped `stamp_s` later."""
    start, stop = instant(row["from"]), instant(row["to"] or row["from"])
    step = int(row["every_s"] or 60) * SECOND_MS
    found = []
    for number, at in enumerate(range(start, stop + 1, step)):
        register = int(row["register"]) + number * int(row["each"] or 0)
        values = (int(row["demand"] or 0), int(row["status"] or 0))
        found.append(
            Sent(Reading(1, int(row["meter"]), at, register, *values), at + int(row["stamp_s"] or 0) * SECOND_MS)
        )
    return found


def masks(names: str) -> int:
    """The mask of rules given by their names."""
    return sum(1 << Rule[name.upper()] for name in names.split())


def scenarios() -> list[Scenario]:
    """All of them, by name."""
    folders = sorted(path for path in Path(__file__).parent.iterdir() if (path / "when").is_dir())
    return [Scenario(folder, _facts(folder)) for folder in folders]


def _facts(folder: Path) -> Row:
    with (folder / "when" / "facts.csv").open(newline="") as file:
        return {row["name"]: row["value"] for row in csv.DictReader(file)}
