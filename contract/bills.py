"""A bill: lines whose arithmetic can be done again from what stands in them, and the days and runs they rest on.

Every amount is quantity * price * factors / divisor, rounded as the line says. Quantities are whole base units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from contract.windows import HOUR_MS, INTERVAL_MS

DIGITS = 60  # more than any product of ours has, so that only a division can be inexact, and far behind the cent
ROUNDINGS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
QUARTERS_AN_HOUR = HOUR_MS // INTERVAL_MS


class Kind(StrEnum):
    """What a line charges for; an export and a cap are credits."""

    STANDING = "standing"
    ENERGY = "energy"
    PEAK = "peak"
    EXPORT = "export"
    CAP = "cap"
    TAX = "tax"


@dataclass(frozen=True)
class Span:
    """Consecutive local days that one run settled: how many of their intervals, and what amount, are in the line."""

    first: date
    last: date
    run_id: int
    intervals: int
    quantity: int


@dataclass(frozen=True)
class Rounding:
    """To which unit of money a line is rounded, and how: half_up, half_even or down."""

    to: Decimal = Decimal("0.01")
    mode: str = "half_up"


@dataclass(frozen=True)
class Line:
    """One line. `unit` is that of `quantity`: mWh, mL, days, periods, or the money that a tax is taken of."""

    kind: Kind
    name: str
    tariff_id: str
    version: int
    first: date
    last: date
    quantity: int
    unit: str
    price: Decimal
    factors: tuple[tuple[str, Decimal], ...]
    divisor: int
    rounding: Rounding
    amount: Decimal
    estimated: int = 0  # of `quantity`, what rests on estimated intervals
    intervals: int = 0
    estimated_intervals: int = 0
    note: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def key(self) -> tuple[Kind, str, date]:
        """What makes it the same line in another version of the bill."""
        return self.kind, self.name, self.first


@dataclass(frozen=True)
class Change:
    """A line before and after; None where it is not there."""

    before: Line | None
    after: Line | None

    @property
    def amount(self) -> Decimal:
        return (self.after.amount if self.after else Decimal(0)) - (self.before.amount if self.before else Decimal(0))

    @property
    def quantity(self) -> int:
        return (self.after.quantity if self.after else 0) - (self.before.quantity if self.before else 0)


def exact(line: Line) -> Decimal:
    """The line's amount before it is rounded, to sixty digits."""
    with localcontext() as context:
        context.prec = DIGITS
        product = line.quantity * line.price
        for _, factor in line.factors:
            product *= factor
        return product / line.divisor


def rounded(amount: Decimal, rounding: Rounding) -> Decimal:
    """A multiple of rounding.to."""
    with localcontext() as context:
        context.prec = DIGITS
        return amount.quantize(rounding.to, ROUNDINGS[rounding.mode])


def total(lines: Iterable[Line]) -> Decimal:
    """What is to be paid: the sum of the rounded lines, and nothing else."""
    return sum((line.amount for line in lines), Decimal(0))


def difference(before: Iterable[Line], after: Iterable[Line]) -> list[Change]:
    """The lines that two versions of a bill do not share, in their order; their amounts add up to the difference."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    changes = (Change(old.get(key), new.get(key)) for key in [*old, *(key for key in new if key not in old)])
    return [change for change in changes if _differs(change)]


def _differs(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    names = ("quantity", "price", "factors", "divisor", "amount", "estimated", "tariff_id")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def head_room_w(peak: int, used: int, left_ms: int) -> int:
    """The mean demand (W) that the rest of an interval may have without a new peak; 0 if there is one already.

    `peak` is the period's highest usage of an interval so far, `used` the usage of the running one (mWh both).
    """
    if left_ms <= 0:
        return 0
    return max(peak - used, 0) * HOUR_MS // left_ms // 1000
