"""Lines for usage: one per rate, block and calorific value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from batch_job.billing.amounts import Amounts
from batch_job.billing.blocks import BASE_UNITS, Piece, factor_of, pieces
from batch_job.billing.line import Frame, line
from batch_job.billing.spans import join_spans
from contract.bills import Kind, Line, Span
from contract.prices.rates import Block, Rate

MJ_A_KWH = Decimal("3.6")


@dataclass(frozen=True)
class _Daily:
    """A rate's days of one service point."""

    quantity: list[int]
    intervals: list[int]
    estimated: list[int]
    estimated_intervals: list[int]
    run_id: list[int]


@dataclass(frozen=True)
class _Group:
    """What becomes a line: pieces of one block and calorific value, on the segment's days `first` to `last`."""

    block: int
    pieces: list[Piece]
    first: int
    last: int
    mj_per_m3: Decimal | None


def energy_lines(frame: Frame, found: Amounts, point: int, mj_per_m3: Sequence[Decimal | None]) -> Iterator[Line]:
    """Nothing for a rate or block without usage."""
    for number, rate in enumerate(frame.document.rates):
        names = ("quantity", "intervals", "estimated", "estimated_intervals")
        columns = {name: getattr(found, name)[point, :, number].tolist() for name in names}
        daily = _Daily(**columns, run_id=found.run_id[point].tolist())
        for group in _groups(frame, rate, daily, mj_per_m3):
            yield _line(frame, rate, daily, group)


def _groups(frame: Frame, rate: Rate, daily: _Daily, mj_per_m3: Sequence[Decimal | None]) -> Iterator[_Group]:
    document = frame.document
    by_period = document.blocks_per == "period"
    share = Fraction(len(frame.days), frame.period_days) if by_period else Fraction(1)
    made = {mj: factor_of(document.correction, mj) for mj in set(mj_per_m3)}
    factors = [made[mj] for mj in mj_per_m3]
    runs = _runs(mj_per_m3)
    found: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces(daily.quantity, factors, rate.steps, share, daily=not by_period):
        found.setdefault((piece.block, runs[piece.day]), []).append(piece)
    for block, run in sorted(found):
        days = [day for day, number in enumerate(runs) if number == run]
        yield _Group(block, found[block, run], days[0], days[-1], mj_per_m3[days[0]])


def _runs(values: Sequence[Decimal | None]) -> list[int]:
    """Numbers the stretches of days with the same value."""
    numbers = [0] * len(values)
    for day in range(1, len(values)):
        numbers[day] = numbers[day - 1] + (values[day] != values[day - 1])
    return numbers


def _line(frame: Frame, rate: Rate, daily: _Daily, group: _Group) -> Line:
    document, step = frame.document, rate.steps[group.block]
    price, note = _capped(step, document.price_cap)
    gas = (("correction", document.correction), ("MJ per m3", group.mj_per_m3)) if document.converts else ()
    own = group.pieces
    return line(
        frame,
        Kind.ENERGY,
        rate.name if len(rate.steps) == 1 else f"{rate.name}, block {group.block + 1}",
        quantity=sum(piece.quantity for piece in own),
        unit="mWh" if document.utility == "electricity" else "mL",
        price=price,
        factors=tuple((name, factor) for name, factor in gas if factor is not None),
        divisor=int(BASE_UNITS * MJ_A_KWH) if document.converts else BASE_UNITS,
        note=note,
        spans=tuple(join_spans(_span(frame, daily, piece) for piece in own)),
        # a day that is cut by a block's end counts its estimates from its beginning
        estimated=sum(min(piece.quantity, daily.estimated[piece.day]) for piece in own),
        estimated_intervals=sum(daily.estimated_intervals[piece.day] for piece in own),
        days=(frame.days[group.first], frame.days[group.last]),
    )


def _span(frame: Frame, daily: _Daily, piece: Piece) -> Span:
    day = frame.days[piece.day]
    return Span(day, day, daily.run_id[piece.day], daily.intervals[piece.day], piece.quantity)


def _capped(step: Block, cap: Decimal | None) -> tuple[Decimal, str]:
    if cap is not None and cap < step.price:
        return cap, f"capped, {step.price} otherwise"
    return step.price, ""
