"""The cost of a segment for many courses of usage at once, in floating point: for outlooks and comparisons, not bills.

Within a cent or two of what `charge` makes of one course: lines are not rounded one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from batch_job.billing.blocks import BASE_UNITS, factor_of
from contract.bills import QUARTERS_AN_HOUR
from contract.prices.document import Document
from contract.prices.rates import Rate

Money = NDArray[np.float64]


def estimate(
    document: Document,
    period_days: int,
    quantity: NDArray[np.int64],
    peak: NDArray[np.int64],
    mj_per_m3: Sequence[Decimal | None],
    *,
    fed: NDArray[np.int64] | None = None,
) -> Money:
    """Cost of n courses; `quantity` has shape (n, days, rates), `peak` and `fed` (n, days), all in base units."""
    days = quantity.shape[1]
    share = days / period_days
    factors = np.array([float(factor_of(document.correction, mj)) for mj in mj_per_m3])
    units = quantity * factors[:, None] / BASE_UNITS
    parts = [_energy(document, rate, units[:, :, number], share) for number, rate in enumerate(document.rates)]
    cost: Money = np.sum(parts, axis=0)
    if document.period_cap is not None:
        cost = np.minimum(cost, float(document.period_cap) * share)
    cost = cost + float(document.standing_per_day) * days
    if document.peak and days:
        highest = np.maximum(peak.max(axis=1), 0) * QUARTERS_AN_HOUR / BASE_UNITS
        cost = cost + highest * float(document.peak.price) * share
    taxed: Money = cost * (1 + sum(float(tax.rate) for tax in document.taxes))
    if fed is None or document.export is None:
        return taxed
    paid: Money = fed.sum(axis=1) * float(document.export.price) / BASE_UNITS
    return taxed - paid


def _energy(document: Document, rate: Rate, units: Money, share: float) -> Money:
    """`units` (n, days) in what is billed."""
    by_period = document.blocks_per == "period"
    amount = units.sum(axis=1, keepdims=True) if by_period else units
    cost, low = np.zeros(len(units)), 0.0
    for step in rate.steps:
        limit = np.inf if step.up_to is None else float(step.up_to) * (share if by_period else 1)
        price = step.price if document.price_cap is None else min(step.price, document.price_cap)
        cost += float(price) * (np.clip(amount, low, limit) - low).sum(axis=1)
        low = limit
    return cost
