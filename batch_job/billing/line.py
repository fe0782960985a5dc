"""Making a line: what every line of a segment shares, and its amount by the rule that anyone can do again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from batch_job.billing.terms import Segment
from contract.bills import Kind, Line, Span, exact, rounded
from contract.prices.document import Document


@dataclass(frozen=True)
class Frame:
    """A segment and the number of days of the whole period that it is part of."""

    segment: Segment
    period_days: int

    @property
    def document(self) -> Document:
        return self.segment.tariff.document

    @property
    def days(self) -> tuple[date, ...]:
        return self.segment.days


def line(
    frame: Frame,
    kind: Kind,
    name: str,
    *,
    quantity: int,
    unit: str,
    price: Decimal,
    factors: tuple[tuple[str, Decimal], ...] = (),
    divisor: int = 1,
    note: str = "",
    spans: tuple[Span, ...] = (),
    estimated: int = 0,
    estimated_intervals: int = 0,
    days: tuple[date, date] | None = None,
) -> Line:
    """A line of the segment with its rounded amount; `days` are its first and last day, if not the segment's."""
    tariff = frame.segment.tariff
    first, last = days or (frame.days[0], frame.days[-1])
    draft = Line(
        kind, name, tariff.tariff_id, tariff.version, first, last, quantity, unit, price, factors, divisor,
        rounding=tariff.document.rounded,
        amount=Decimal(0),
        estimated=estimated,
        intervals=sum(span.intervals for span in spans),
        estimated_intervals=estimated_intervals,
        note=note,
        spans=spans,
    )  # fmt: skip
    return replace(draft, amount=rounded(exact(draft), draft.rounding))
