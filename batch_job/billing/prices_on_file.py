"""Every price on file: tariffs, who has them, billing days and calorific values, read once for a whole pricing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from batch_job.billing.cycles_on_file import Point, read_cycles
from batch_job.billing.document import read_document
from batch_job.billing.price import Plan
from batch_job.billing.terms import Assignment, CalorificValue, OnFile, Tariff, Unreadable, segments
from batch_job.problem import Problem
from contract.billing_periods import MONTHLY, Cycles, Period
from contract.days import local_day
from contract.tables.registry import service_points, users
from contract.tables.tariffs import calorific_values, tariff_assignments, tariffs
from contract.utilities import ELECTRICITY, EXPORT

USERS_BY_NAME = 5_000  # more are read faster with all others


@dataclass(frozen=True)
class Account:
    """A service point that is billed."""

    zone: str
    supply_from: date
    cycles: Cycles
    assignments: tuple[Assignment, ...]
    feeds_from: date | None = None

    def beginnings(self, period: Period) -> tuple[date | None, date | None]:
        """The days on which the supply began and the home first could feed in, if they are in the period."""
        begins, feeds = (day if day in period else None for day in (self.supply_from, self.feeds_from))
        return begins, feeds


@dataclass(frozen=True)
class PricesOnFile:
    """Tariffs by id, accounts by service point, calorific values by zone."""

    tariffs: dict[str, list[OnFile]]
    accounts: dict[Point, Account]
    calorific_values: dict[str, tuple[CalorificValue, ...]]

    def plan(self, account: Account, period: Period) -> Plan:
        """The period's days with a tariff, and what else its price depends on. Raises Problem."""
        own = segments(account.assignments, self.tariffs, period, account.supply_from)
        values = self.of_zone(account.zone)
        return Plan(account.zone, period, tuple(own), values, *account.beginnings(period))

    def of_zone(self, zone: str) -> tuple[CalorificValue, ...]:
        return self.calorific_values.get(zone, ())


def read_prices(connection: Connection, user_ids: Collection[int]) -> PricesOnFile:
    """All prices, and the accounts of these users."""
    few = list(user_ids) if len(user_ids) <= USERS_BY_NAME else None
    return PricesOnFile(_tariffs(connection), _accounts(connection, few), _values(connection))


def _tariffs(connection: Connection) -> dict[str, list[OnFile]]:
    found: dict[str, list[OnFile]] = defaultdict(list)
    for row in connection.execute(select(tariffs).order_by(tariffs.c.tariff_id, tariffs.c.version)):
        found[row.tariff_id].append(_read(row))
    return dict(found)


def _read(row: Row[Any]) -> OnFile:
    """A document that cannot be right is a problem of those who have it, and of nobody else."""
    try:
        document = read_document(row.document, f"tariff {row.tariff_id!r}, version {row.version}")
    except Problem as problem:
        return Unreadable(row.version, row.valid_from, str(problem))
    return Tariff(row.tariff_id, row.version, row.valid_from, document, row.sha256)


def _accounts(connection: Connection, few: list[int] | None) -> dict[Point, Account]:
    """Of these users, or of all."""
    cycles = read_cycles(connection, few)
    places = _places(connection, few)
    return {
        point: Account(*places[point], cycles.get(point, (MONTHLY,)), own, _feeds_from(places, point))
        for point, own in _assignments(connection, few).items()
        if point in places
    }


def _places(connection: Connection, few: list[int] | None) -> dict[Point, tuple[str, date]]:
    """Zone and first local day of every service point; what is fed in has one of its own."""
    query = select(users.c.zone, service_points.c.supply_from, service_points.c.utility, service_points.c.user_id)
    query = query if few is None else query.where(service_points.c.user_id.in_(few))
    known: dict[tuple[str, int], tuple[str, date]] = {}
    found = {}
    for zone, supply_from, *point in connection.execute(query.join(users)):
        if (zone, supply_from) not in known:
            known[zone, supply_from] = zone, local_day(supply_from + 1, zone)
        found[point[0], point[1]] = known[zone, supply_from]
    return found


def _feeds_from(places: dict[Point, tuple[str, date]], point: Point) -> date | None:
    own = places.get((EXPORT.name, point[1])) if point[0] == ELECTRICITY.name else None
    return own[1] if own else None


def _assignments(connection: Connection, few: list[int] | None) -> dict[Point, tuple[Assignment, ...]]:
    """Equal ones are the same object, so that service points with equal terms are quickly found."""
    found: dict[Point, list[Assignment]] = defaultdict(list)
    made: dict[Sequence[object], Assignment] = {}
    columns = tariff_assignments.c
    query = select(
        columns.utility, columns.user_id, columns.tariff_id, columns.valid_from, columns.version, columns.valid_to
    )
    query = query if few is None else query.where(columns.user_id.in_(few))
    for utility, user_id, *fields in connection.execute(query.order_by(*query.selected_columns)):
        key = tuple(fields)
        if key not in made:
            made[key] = Assignment(*fields)
        found[utility, user_id].append(made[key])
    return {point: tuple(own) for point, own in found.items()}


def _values(connection: Connection) -> dict[str, tuple[CalorificValue, ...]]:
    found: dict[str, list[CalorificValue]] = defaultdict(list)
    for row in connection.execute(select(calorific_values)):
        found[row.zone].append(CalorificValue(row.valid_from, row.version, row.mj_per_m3))
    return {zone: tuple(own) for zone, own in found.items()}
