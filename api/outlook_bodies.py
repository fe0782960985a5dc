"""Outlooks and costs by tariff as the API answers them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from api.models.bills import HeadRoom, Outlook, PastOutlook, TariffCost, UtilityCosts
from api.money import money, money_or_none
from api.outlook_reads import Foretold

QUANTILES = ("p10", "p50", "p90")


def outlook(foretold: Foretold, ended: Sequence[Any], room: HeadRoom | None) -> Outlook:
    """`ended` are the rows of the past that may be shown."""
    row = foretold.newest
    return Outlook(
        utility=row.utility,
        first_day=row.first_day,
        last_day=row.last_day,
        known_to=row.known_to,
        days_without_data=max((row.known_to - row.first_day).days + 1, 0) - foretold.settled_days,
        currency=row.currency,
        so_far=money(row.so_far),
        head_room=room,
        tracked=[_past(one) for one in ended],
        **{name: money_or_none(getattr(row, name)) for name in QUANTILES},
    )


def _past(row: Any) -> PastOutlook:
    amounts = {name: money(getattr(row, name)) for name in (*QUANTILES, "actual")}
    return PastOutlook(first_day=row.first_day, last_day=row.last_day, known_to=row.known_to, **amounts)


def utility_costs(rows: Sequence[Any]) -> list[UtilityCosts]:
    """Of rows in order of utility and cost."""
    return [_of_utility(utility, list(own)) for utility, own in groupby(rows, key=lambda row: row.utility)]


def _of_utility(utility: str, own: list[Any]) -> UtilityCosts:
    mine = next((row.cost for row in own if row.assigned), None)
    costs = [
        TariffCost(
            tariff_id=row.tariff_id,
            version=row.tariff_version,
            name=row.name,
            cost=money(row.cost),
            difference=money_or_none(None if mine is None else row.cost - mine),
            assigned=row.assigned,
        )
        for row in own
    ]
    first = own[0]
    days = {"first_day": min(row.first_day for row in own), "last_day": first.last_day}
    return UtilityCosts(utility=utility, **days, currency=first.currency, missing=first.missing, costs=costs)
