"""Decimal numbers as text."""

from __future__ import annotations

from decimal import Decimal

CENT = Decimal("0.01")


def money(amount: Decimal) -> str:
    """With two decimals, or more where there are more."""
    cents = amount.quantize(CENT)
    return f"{cents:f}" if cents == amount else exact(amount)


def exact(number: Decimal) -> str:
    """Without zeros behind."""
    return f"{number.normalize():f}"


def money_or_none(amount: Decimal | None) -> str | None:
    return None if amount is None else money(amount)
