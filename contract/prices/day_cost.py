"""What the newest day of a billing period adds to its bill: usage at its rates and blocks, a day's charge, taxes.

A share of a monthly peak is of no single day, and is left to the bill. Within half a cent a line of what the bill says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from contract.prices.document import Document
from contract.prices.rates import Rate

NOTHING = Decimal(0)
Day = Sequence[Decimal]
"""Of one day what each rate's hours took, in what is billed: kWh or cubic metres."""


@dataclass(frozen=True)
class DayCost:
    """Parts of a day's cost; `fed_in` is a credit, 0 or less."""

    energy: Decimal
    standing: Decimal
    taxes: Decimal
    fed_in: Decimal

    @property
    def total(self) -> Decimal:
        return self.energy + self.standing + self.taxes + self.fed_in


def needs_earlier_days(document: Document) -> bool:
    """Whether a day's cost depends on what the period's days before it took."""
    return document.blocks_per == "period" or document.period_cap is not None


def day_cost(document: Document, share: Decimal, days: Sequence[Day], fed: Decimal = NOTHING) -> DayCost:
    """Of the last of `days`; `share` of the period is under this tariff, `fed` kWh were fed in on that day."""
    energy = _energy(document, share, days) - _energy(document, share, days[:-1])
    standing = document.standing_per_day
    taxes = (energy + standing) * sum((tax.rate for tax in document.taxes), NOTHING)
    paid = document.export.price * fed if document.export else NOTHING
    return DayCost(energy, standing, taxes, -paid)


def _energy(document: Document, share: Decimal, days: Sequence[Day]) -> Decimal:
    """All of these days together, never more than the cap's share."""
    if document.blocks_per == "period":
        sums = [sum(units, NOTHING) for units in zip(*days, strict=True)]
        cost = _rates(document, sums, share)
    else:
        cost = sum((_rates(document, units, Decimal(1)) for units in days), NOTHING)
    return cost if document.period_cap is None else min(cost, document.period_cap * share)


def _rates(document: Document, units: Day, share: Decimal) -> Decimal:
    return sum((_blocks(document, rate, own, share) for rate, own in zip(document.rates, units, strict=False)), NOTHING)


def _blocks(document: Document, rate: Rate, units: Decimal, share: Decimal) -> Decimal:
    ends = [units if step.up_to is None else min(units, step.up_to * share) for step in rate.steps]
    prices = [step.price if document.price_cap is None else min(step.price, document.price_cap) for step in rate.steps]
    taken = [max(end - begin, NOTHING) for begin, end in pairwise([NOTHING, *ends])]
    return sum((price * own for price, own in zip(prices, taken, strict=True)), NOTHING)
