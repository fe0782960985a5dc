"""Bills as the API answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from api.access import Span as Seen
from api.bill_reads import Found
from api.homes import Home
from api.models.bills import Bill, BillHead, BillLine, BillVersion, Factor, LineChange, LineSpan
from api.money import exact, money, money_or_none
from contract.bills import Change, Kind, Line, Span, difference
from contract.days import day_bounds
from contract.utilities import EXPORT

SAME = ("utility", "first_day", "last_day", "version", "state", "currency", "intervals", "estimated", "missing")


def covers(seen: Sequence[Seen], zone: str, first: date, last: date) -> bool:
    """Whether a login may see all of these local days: a bill tells of each of them."""
    start, stop = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    return any(span.start <= start and stop <= span.end for span in seen)


def head(row: Any) -> BillHead:
    """Of a row of `bills`."""
    return BillHead(**_head(row))


def _head(row: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in SAME}, **_version(row)}


def _version(row: Any) -> dict[str, Any]:
    amounts = {"total": money(row.total), "difference": money_or_none(row.difference)}
    return {"version": row.version, "priced_at": row.priced_at, "reason": row.reason, **amounts}


def bill(home: Home, found: Found) -> Bill:
    """One bill with everything that belongs to it."""
    changes = difference(found.before, found.lines) if found.before else []
    return Bill(
        user_id=home.user_id,
        zone=home.zone,
        lines=[_line(home, found.bill.utility, number, line) for number, line in enumerate(found.lines, start=1)],
        changes=[_change(change) for change in changes],
        versions=[BillVersion(**_version(row)) for row in found.versions],
        **_head(found.bill),
    )


def _line(home: Home, utility: str, number: int, line: Line) -> BillLine:
    same = ("kind", "name", "tariff_id", "quantity", "unit", "divisor", "estimated", "intervals", "note")
    return BillLine(
        line=number,
        tariff_version=line.version,
        first_day=line.first,
        last_day=line.last,
        price=exact(line.price),
        factors=[Factor(name=name, value=exact(value)) for name, value in line.factors],
        rounding_to=exact(line.rounding.to),
        rounding_mode=line.rounding.mode,  # type: ignore[arg-type]  # the document allows no other
        amount=money(line.amount),
        estimated_intervals=line.estimated_intervals,
        spans=[_span(home.zone, span) for span in line.spans],
        intervals_at=_intervals_at(home, utility, line),
        **{name: getattr(line, name) for name in same},
    )


def _span(zone: str, span: Span) -> LineSpan:
    start, stop = day_bounds(span.first, zone)[0], day_bounds(span.last, zone)[1]
    return LineSpan(
        first_day=span.first,
        last_day=span.last,
        from_=start,
        to=stop,
        run_id=span.run_id,
        intervals=span.intervals,
        quantity=span.quantity,
    )


def _intervals_at(home: Home, utility: str, line: Line) -> str | None:
    """The door to the line's intervals."""
    if not line.spans:
        return None
    counted = EXPORT.name if line.kind is Kind.EXPORT else utility
    start, stop = day_bounds(line.spans[0].first, home.zone)[0], day_bounds(line.spans[-1].last, home.zone)[1]
    return f"/v1/usage/{home.user_id}/{counted}?from={start}&to={stop}&grain=interval"


def _change(change: Change) -> LineChange:
    one = change.after or change.before
    assert one is not None  # one of them is there
    return LineChange(
        kind=one.kind,
        name=one.name,
        first_day=one.first,
        before=money(change.before.amount) if change.before else None,
        after=money(change.after.amount) if change.after else None,
        amount=money(change.amount),
        quantity=change.quantity,
    )
