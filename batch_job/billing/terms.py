"""What a service point's prices are on each day: its tariff's version, and the calorific value of its zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Protocol, TypeVar

from batch_job.problem import Problem
from contract.billing_periods import Period
from contract.prices.document import Document


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...

    @property
    def version(self) -> int: ...


T = TypeVar("T", bound=_Dated)


@dataclass(frozen=True)
class Tariff:
    """One version of a tariff, in force from a local day on, until another begins."""

    tariff_id: str
    version: int
    valid_from: date
    document: Document
    sha256: str


@dataclass(frozen=True)
class Unreadable:
    """A version whose document cannot be a tariff, as rules became stricter; `sentence` says why."""

    version: int
    valid_from: date
    sentence: str


OnFile = Tariff | Unreadable


@dataclass(frozen=True)
class Assignment:
    """Which tariff a service point has from a local day on, up to `valid_to` if that is known."""

    tariff_id: str
    valid_from: date
    version: int
    valid_to: date | None = None


@dataclass(frozen=True)
class CalorificValue:
    """Energy of a cubic metre of gas in a zone from a local day on, MJ."""

    valid_from: date
    version: int
    mj_per_m3: Decimal


@dataclass(frozen=True)
class Segment:
    """Consecutive days of a period with one version of one tariff."""

    tariff: Tariff
    days: tuple[date, ...]


def in_force(entries: Iterable[T], day: date) -> T | None:
    """Of what has begun by `day` the last to begin, and of several that begin together the newest version."""
    begun = [entry for entry in entries if entry.valid_from <= day]
    return max(begun, key=lambda entry: (entry.valid_from, entry.version), default=None)


def segments(
    assignments: Sequence[Assignment], tariffs: Mapping[str, Sequence[OnFile]], period: Period, supply_from: date
) -> list[Segment]:
    """The period's days that have a tariff, cut where it changes or stops; days before the supply began have none."""
    days = [day for day in period.days if day >= supply_from]
    on_file = ((day, _tariff(assignments, tariffs, day)) for day in days)
    runs = groupby(on_file, key=lambda entry: entry[1])
    return [Segment(tariff, tuple(day for day, _ in entries)) for tariff, entries in runs if tariff]


def assigned(assignments: Sequence[Assignment], day: date) -> Assignment | None:
    """Which of its tariffs a service point has on a day."""
    chosen = in_force(assignments, day)
    return None if chosen is None or (chosen.valid_to and day > chosen.valid_to) else chosen


def _tariff(assignments: Sequence[Assignment], tariffs: Mapping[str, Sequence[OnFile]], day: date) -> Tariff | None:
    chosen = assigned(assignments, day)
    if chosen is None:
        return None
    found = in_force(tariffs.get(chosen.tariff_id, ()), day)
    if found is None:
        raise Problem(
            f"Tariff {chosen.tariff_id!r} has no version in force on {day}, but a service point has it since "
            f"{chosen.valid_from}; load a version that is valid from then: python -m batch_job tariff."
        )
    if isinstance(found, Unreadable):
        raise Problem(found.sentence)
    return found


def calorific_value(values: Sequence[CalorificValue], day: date, zone: str) -> Decimal:
    """MJ per cubic metre. Raises Problem where none is on file: gas is not priced on a guess."""
    found = in_force(values, day)
    if found is None:
        raise Problem(
            f"No calorific value of zone {zone} is on file for {day}; put one there, then price again: "
            f"python -m batch_job calorific-value {zone} MJ --from {day}."
        )
    return found.mj_per_m3
