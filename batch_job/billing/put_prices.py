"""Putting on file what bills are made by, but for tariffs: calorific values, who has which tariff, billing days.

Nothing is changed in place: another entry from the same day is its next version. Bills follow with the next pricing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Column, Connection, Table, func, insert, select

from batch_job.billing.cycles_on_file import Point
from batch_job.problem import Problem
from contract.billing_periods import Cycle
from contract.tables.bills import bills
from contract.tables.registry import counties, service_points
from contract.tables.tariffs import billing_cycles, calorific_values, tariff_assignments, tariffs

MOST_MJ, MJ_DECIMALS = 10_000, 4  # what the table holds
DAYS_OF_A_MONTH = 31


def put_calorific_value(connection: Connection, zone: str, since: date, mj_per_m3: Decimal) -> int:
    """The energy of a cubic metre of a zone's gas from a local day on; gives its version. Raises Problem."""
    if connection.execute(select(counties.c.zone).where(counties.c.zone == zone).limit(1)).scalar() is None:
        raise Problem(f"No county is in zone {zone!r}; name one that has some, as America/New_York.")
    if not (mj_per_m3.is_finite() and 0 < mj_per_m3 < MOST_MJ) or mj_per_m3 != round(mj_per_m3, MJ_DECIMALS):
        raise Problem(
            f"{mj_per_m3} is no calorific value; give the MJ of a cubic metre, above 0 and below {MOST_MJ:,}, with no "
            f"more than {MJ_DECIMALS} decimals."
        )
    return _put(connection, calorific_values, {"zone": zone, "valid_from": since}, {"mj_per_m3": mj_per_m3})


def assign(connection: Connection, point: Point, tariff_id: str, first: date, last: date | None) -> int:
    """Gives a service point a tariff from a local day on, up to `last` or until another begins. Raises Problem."""
    _check_on_file(connection, point)
    here = (tariffs.c.tariff_id == tariff_id, tariffs.c.utility == point[0])
    since = connection.execute(select(func.min(tariffs.c.valid_from)).where(*here)).scalar()
    if since is None or since > first:
        raise Problem(
            f"No tariff {tariff_id!r} of {point[0]} is in force on {first}; name one that is, or put it on file first: "
            "python -m batch_job tariff."
        )
    if last is not None and last < first:
        raise Problem(f"The last day, {last}, is before the first, {first}; give days in their order.")
    own = {"utility": point[0], "user_id": point[1], "valid_from": first}
    return _put(connection, tariff_assignments, own, {"tariff_id": tariff_id, "valid_to": last})


def put_billing_day(connection: Connection, point: Point, billing_day: int, since: date) -> date:
    """Lets periods begin on another day of the month; gives the first of them. Raises Problem."""
    _check_on_file(connection, point)
    if not 1 <= billing_day <= DAYS_OF_A_MONTH:
        raise Problem(f"No month has a day {billing_day}; give one from 1 to {DAYS_OF_A_MONTH}.")
    begins = Cycle(since, 1, billing_day).begins
    mine = (bills.c.utility == point[0], bills.c.user_id == point[1])
    billed = connection.execute(select(func.max(bills.c.last_day)).where(*mine)).scalar()
    if billed and begins <= billed:
        raise Problem(
            f"Days up to {billed} are billed, and no period can begin on {begins} any more; give a later day."
        )
    own = {"utility": point[0], "user_id": point[1], "valid_from": since}
    _put(connection, billing_cycles, own, {"billing_day": billing_day})
    return begins


def _check_on_file(connection: Connection, point: Point) -> None:
    own = (service_points.c.utility == point[0], service_points.c.user_id == point[1])
    if connection.execute(select(service_points.c.user_id).where(*own)).first() is None:
        raise Problem(f"User {point[1]} has no service point of {point[0]}; look the number up in the registry.")


def _put(connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> int:
    """As the next version of its key."""
    version: Column[int] = table.c.version
    same = (table.c[name] == value for name, value in key.items())
    newest = connection.execute(select(func.coalesce(func.max(version), 0)).where(*same)).scalar_one()
    connection.execute(insert(table), [{**key, **values, "version": newest + 1}])
    return int(newest) + 1
