"""Hand-worked cases: facts.json and when.csv (usage by the wall clock) make a period, then.csv is its bill."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from batch_job.billing.amounts import Row
from batch_job.billing.document import read_document
from batch_job.billing.hours import quarters
from batch_job.billing.price import Days, Plan, Priced, price
from batch_job.billing.terms import Assignment, CalorificValue, Segment, Tariff, segments
from contract.batch_view import write_basis, write_values
from contract.billing_periods import Period
from contract.prices.rates import quarter_of
from contract.tariffs import sha256_of
from contract.usage import Basis

CASES = sorted((Path(__file__).parent / "cases").iterdir())
RUN = 7


@dataclass(frozen=True)
class Case:
    """One folder."""

    facts: dict[str, Any]
    when: list[dict[str, str]]
    then: list[dict[str, str]]

    @property
    def period(self) -> Period:
        first, last = map(date.fromisoformat, self.facts["period"])
        return Period(first, last)


def read_case(folder: Path) -> Case:
    """The case of a folder."""
    return Case(json.loads((folder / "facts.json").read_text()), _csv(folder / "when.csv"), _csv(folder / "then.csv"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def bill_of(case: Case) -> Priced:
    """What the pricing makes of it."""
    [found] = price(plan_of(case), [usage_of(case)], [export_of(case)] if "export" in case.facts else [])
    return found


def plan_of(case: Case) -> Plan:
    """Its prices."""
    values = (CalorificValue(date.fromisoformat(day), 1, Decimal(mj)) for day, mj in case.facts["calorific_values"])
    begins = supply_from if (supply_from := _supply_from(case)) in case.period else None
    return Plan(case.facts["zone"], case.period, tuple(segments_of(case)), tuple(values), begins)


def segments_of(case: Case) -> list[Segment]:
    """Its tariffs by days."""
    tariffs = {name: [tariff(name, entry) for entry in entries] for name, entries in case.facts["tariffs"].items()}
    assigned = [Assignment(name, date.fromisoformat(day), 1) for name, day in case.facts["assigned"]]
    return segments(assigned, tariffs, case.period, _supply_from(case))


def _supply_from(case: Case) -> date:
    return date.fromisoformat(case.facts.get("supply_from", "2000-01-01"))


def tariff(name: str, entry: dict[str, Any]) -> Tariff:
    """A version out of a case's facts."""
    text = json.dumps(entry["document"])
    document = read_document(text, f"tariff {name}")
    return Tariff(name, entry["version"], date.fromisoformat(entry["valid_from"]), document, sha256_of(text))


def usage_of(case: Case) -> Days:
    """Its days, as the batch would have published them."""
    return {row.day: row for row in _rows(case)}


def _rows(case: Case) -> Iterator[Row]:
    for day in case.period.days:
        own = [
            each for each in case.when if date.fromisoformat(each["first"]) <= day <= date.fromisoformat(each["last"])
        ]
        if own:
            cells = [_cell(own, quarter) for quarter in quarters(day, case.facts["zone"])]
            yield day_row(day, [value for value, _ in cells], [basis for _, basis in cells])


def _cell(rules: list[dict[str, str]], quarter: int) -> tuple[int | None, Basis]:
    """The last rule that covers the quarter hour counts."""
    cell: tuple[int | None, Basis] = None, Basis.UNKNOWN
    for rule in rules:
        start, stop = quarter_of(rule["from"]), quarter_of(rule["to"])
        inside = start <= quarter < stop if start < stop else not stop <= quarter < start
        if inside:
            cell = int(rule["each"]) if rule["each"] else None, Basis[rule["quality"].upper()]
    return cell


def day_row(day: date, values: list[int | None], basis: list[Basis] | None = None, run_id: int = RUN) -> Row:
    """A day as it is published; measured if nothing else is said."""
    return Row(day, run_id, write_values(values), write_basis(basis or [Basis.MEASURED] * len(values)))


def export_of(case: Case) -> Days:
    """The same export in every interval of the period."""
    each = case.facts["export"]
    zone = case.facts["zone"]
    return {day: day_row(day, [each] * len(quarters(day, zone))) for day in case.period.days}
