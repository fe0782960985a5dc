"""Bills: what a peak still allows, and what two versions of a bill do not share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contract.bills import Kind, Line, Rounding, difference, exact, head_room_w, rounded

DAY = date(2025, 6, 1)
LINE = Line(
    Kind.ENERGY,
    "energy",
    "plain",
    1,
    DAY,
    DAY,
    1_500_000,
    "mWh",
    Decimal("0.21"),
    (),
    10**6,
    Rounding(),
    Decimal("0.32"),
)


@pytest.mark.parametrize(
    ("peak", "used", "left_ms", "allowed"),
    [
        (1_000_000, 0, 900_000, 4_000),  # 1 kWh in a whole quarter hour is 4 kW
        (1_000_000, 750_000, 300_000, 3_000),
        (1_000_000, 1_000_000, 300_000, 0),
        (1_000_000, 1_200_000, 300_000, 0),
        (1_000_000, 0, 0, 0),
    ],
)
def test_the_demand_that_makes_no_new_peak(peak: int, used: int, left_ms: int, allowed: int) -> None:
    assert head_room_w(peak, used, left_ms) == allowed


@pytest.mark.parametrize(("mode", "amount"), [("half_up", "0.32"), ("half_even", "0.32"), ("down", "0.31")])
def test_an_amount_is_rounded_as_its_line_says(mode: str, amount: str) -> None:
    assert exact(LINE) == Decimal("0.315")
    assert rounded(exact(LINE), Rounding(Decimal("0.01"), mode)) == Decimal(amount)


def test_the_difference_names_what_came_went_and_changed() -> None:
    same, gone, new = replace(LINE, name="same"), replace(LINE, name="gone"), replace(LINE, name="new")
    dearer = replace(LINE, amount=Decimal("0.40"))
    changes = difference([same, LINE, gone], [same, dearer, new])
    assert [(each.before, each.after) for each in changes] == [(LINE, dearer), (gone, None), (None, new)]
    assert [each.amount for each in changes] == [Decimal("0.08"), Decimal("-0.32"), Decimal("0.32")]
    assert [each.quantity for each in changes] == [0, -1_500_000, 1_500_000]
