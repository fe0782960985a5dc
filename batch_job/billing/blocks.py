"""A rate's quantity cut into blocks and calorific values, day after day; boundaries go down to a whole mWh or mL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contract.prices.rates import Block

BASE_UNITS = 1_000_000  # mWh in a kWh, mL in a cubic metre
MJ_A_KWH = Fraction(36, 10)


@dataclass(frozen=True)
class Piece:
    """What of one day's quantity falls into a block."""

    day: int
    block: int
    quantity: int


def factor_of(correction: Decimal | None, mj_per_m3: Decimal | None) -> Fraction:
    """Billed units (kWh) in a metered one (cubic metre): exact. 1 for what is billed as it is metered."""
    if correction is None or mj_per_m3 is None:
        return Fraction(1)
    return Fraction(correction) * Fraction(mj_per_m3) / MJ_A_KWH


def pieces(
    quantities: Sequence[int], factors: Sequence[Fraction], blocks: Sequence[Block], share: Fraction, *, daily: bool
) -> Iterator[Piece]:
    """The quantities of successive days (base units) by block.

    `factors` converts a day's quantity to what blocks are counted in; `share` is the part of the blocks' size that
    these days have; `daily` lets every day begin with the first block.
    """
    if len(blocks) == 1:
        yield from (Piece(day, 0, quantity) for day, quantity in enumerate(quantities) if quantity)
        return
    used = Fraction(0)
    limits = [None if block.up_to is None else Fraction(block.up_to) * BASE_UNITS * share for block in blocks]
    for day, (quantity, factor) in enumerate(zip(quantities, factors, strict=True)):
        used = Fraction(0) if daily else used
        for block, taken in _fill(quantity, factor, limits, used):
            yield Piece(day, block, taken)
        used += quantity * factor


def _fill(
    quantity: int, factor: Fraction, limits: Sequence[Fraction | None], used: Fraction
) -> Iterator[tuple[int, int]]:
    for block, limit in enumerate(limits):
        room = quantity if limit is None else max(int((limit - used) // factor), 0)
        taken = min(quantity, room)
        if taken:
            yield block, taken
        quantity -= taken
        used += taken * factor
        if not quantity:
            return
