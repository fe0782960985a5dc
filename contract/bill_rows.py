"""A bill's line as the columns of `bill_lines`, and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from contract.bills import Kind, Line, Rounding, Span

SAME = ("name", "tariff_id", "quantity", "unit", "divisor", "estimated", "intervals", "estimated_intervals", "note")


def line_row(bill_id: int, number: int, line: Line) -> dict[str, Any]:
    """Columns of a line, which is the bill's `number`-th."""
    spans = [[str(each.first), str(each.last), each.run_id, each.intervals, each.quantity] for each in line.spans]
    return {
        "bill_id": bill_id,
        "line": number,
        "kind": line.kind.value,
        "tariff_version": line.version,
        "first_day": line.first,
        "last_day": line.last,
        "price": line.price,
        "factors": json.dumps([[name, str(factor)] for name, factor in line.factors]),
        "rounding_to": line.rounding.to,
        "rounding_mode": line.rounding.mode,
        "amount": line.amount,
        "spans": json.dumps(spans, separators=(",", ":")),
        **{name: getattr(line, name) for name in SAME},
    }


def line_of(row: Any) -> Line:
    """The line of a row with those columns; numbers as they were when it was written."""
    step = row.rounding_to.normalize()
    return Line(
        kind=Kind(row.kind),
        version=row.tariff_version,
        first=row.first_day,
        last=row.last_day,
        price=row.price.normalize(),
        factors=tuple((name, Decimal(factor)) for name, factor in json.loads(row.factors)),
        rounding=Rounding(step, row.rounding_mode),
        amount=row.amount.quantize(step),
        spans=tuple(_span(*span) for span in json.loads(row.spans)),
        **{name: getattr(row, name) for name in SAME},
    )


def _span(first: str, last: str, run_id: int, intervals: int, quantity: int) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last), run_id, intervals, quantity)
