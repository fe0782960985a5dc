"""A service point's share of a segment as lines: standing charge, energy, cap, peak, export, tax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from batch_job.billing.amounts import NO_PEAK, Amounts
from batch_job.billing.blocks import BASE_UNITS
from batch_job.billing.energy import energy_lines
from batch_job.billing.line import Frame, line
from batch_job.billing.spans import day_spans
from batch_job.billing.terms import Segment
from contract.bills import QUARTERS_AN_HOUR, Kind, Line, Span, rounded, total


@dataclass(frozen=True)
class Use:
    """One service point in a segment: row `point` of the amounts; export likewise, None without such a meter."""

    amounts: Amounts
    point: int
    export: Amounts | None = None


def charge(segment: Segment, period_days: int, use: Use, mj_per_m3: Sequence[Decimal | None]) -> list[Line]:
    """All lines of the segment; their sum is what the segment costs. `mj_per_m3` is each day's calorific value."""
    frame = Frame(segment, period_days)
    energy = list(energy_lines(frame, use.amounts, use.point, mj_per_m3))
    charged = [_standing(frame), *energy, *_cap(frame, energy), *_peak(frame, use)]
    return [*charged, *_export(frame, use), *_taxes(frame, charged)]


def _standing(frame: Frame) -> Line:
    return line(
        frame,
        Kind.STANDING,
        "standing charge",
        quantity=len(frame.days),
        unit="days",
        price=frame.document.standing_per_day,
    )


def _cap(frame: Frame, energy: Sequence[Line]) -> Iterator[Line]:
    """A credit for what the energy costs beyond the cap's share of these days."""
    if frame.document.period_cap is None:
        return
    share = frame.document.period_cap * len(frame.days) / frame.period_days
    cap, cost = rounded(share, frame.document.rounded), total(energy)
    if cost > cap:
        note = f"energy {cost}, no more than {cap} for {len(frame.days)} of {frame.period_days} days"
        yield line(frame, Kind.CAP, "price cap", quantity=-1, unit="periods", price=cost - cap, note=note)


def _peak(frame: Frame, use: Use) -> Iterator[Line]:
    """The first of the highest quarter hours, as a demand, for the share of the period that these days are."""
    peak, found = frame.document.peak, use.amounts
    highest = int(found.peak[use.point].max(initial=NO_PEAK))
    if peak is None or highest == NO_PEAK:
        return
    at = int(found.peak[use.point].argmax())
    day, run_id = found.days[at], int(found.run_id[use.point, at])
    guessed = bool(found.peak_estimated[use.point, at])
    yield line(
        frame,
        Kind.PEAK,
        "highest quarter hour",
        quantity=highest,
        unit="mWh",
        price=peak.price,
        factors=(("quarter hours in an hour", Decimal(QUARTERS_AN_HOUR)), ("days", Decimal(len(frame.days)))),
        divisor=BASE_UNITS * frame.period_days,
        note=f"interval {int(found.peak_at[use.point, at]) + 1} of {day}",
        spans=(Span(day, day, run_id, 1, highest),),
        estimated=highest if guessed else 0,
        estimated_intervals=int(guessed),
    )


def _export(frame: Frame, use: Use) -> Iterator[Line]:
    if frame.document.export is None or use.export is None:
        return
    fed, point = use.export, use.point
    quantity = int(fed.quantity[point].sum())
    if quantity:
        yield line(
            frame,
            Kind.EXPORT,
            "export",
            quantity=quantity,
            unit="mWh",
            price=-frame.document.export.price,
            divisor=BASE_UNITS,
            spans=tuple(day_spans(fed, point)),
            estimated=int(fed.estimated[point].sum()),
            estimated_intervals=int(fed.estimated_intervals[point].sum()),
        )


def _taxes(frame: Frame, charged: Iterable[Line]) -> Iterator[Line]:
    """Each tax of the segment's charges, which are whole units of the rounding."""
    step = frame.document.rounded.to
    base = int(total(charged) / step)
    units = int(1 / step)
    for tax in frame.document.taxes:
        unit = f"{step} {frame.document.currency}"
        yield line(frame, Kind.TAX, tax.name, quantity=base, unit=unit, price=tax.rate, divisor=units)
