"""Numbers of a file to whole mWh and mL, without a float on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, partial

from contract.reading import REGISTER_LIMIT
from contract.utilities import ELECTRICITY, EXPORT, GAS, WATER, Utility
from simulator.replay.problem import ReplayError

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})
LONGEST_EXPONENT = 30  # beyond it no meter counts, and whole numbers would grow without bound

CUBIC_FOOT = Fraction("28316.846592")
VOLUMES = {"mL": Fraction(1), "L": Fraction(1000), "m3": Fraction(10**6), "ft3": CUBIC_FOOT, "ccf": 100 * CUBIC_FOOT}
ENERGIES = {"Wh": Fraction(1000), "kWh": Fraction(10**6), "MWh": Fraction(10**9)}
GALLON = Fraction("3785.411784")
THERM_KWH = Fraction("105.4804") / Fraction("3.6")


def factor(utility: Utility, unit: str, kwh_per_m3: str) -> Fraction:
    """Base units (mWh, mL) in one `unit` of a file. Raises ReplayError if the utility is not counted in it."""
    units = _units(utility, _heat(kwh_per_m3))
    if unit not in units:
        raise ReplayError(f"{utility.name.capitalize()} is not counted in {unit!r}; give --unit {', '.join(units)}.")
    return units[unit]


def _heat(text: str) -> Fraction:
    value, _ = _number(text)
    if value is None or value <= 0:
        raise ReplayError(f"--kwh-per-m3 is {text!r}; it must be a number above 0, such as 11.2.")
    return Fraction(value)


def _units(utility: Utility, heat: Fraction) -> dict[str, Fraction]:
    a_kwh = VOLUMES["m3"] / heat
    return {
        ELECTRICITY: ENERGIES,
        EXPORT: ENERGIES,
        GAS: {**VOLUMES, "kWh": a_kwh, "therm": a_kwh * THERM_KWH},
        WATER: {**VOLUMES, "gal": GALLON},
    }[utility]


def amounts(texts: Iterable[str], unit: Fraction) -> tuple[list[Fraction | None], Counter[str]]:
    """Each text's number in base units, or None; and how often it is none that a register can hold, by reason."""
    amount_of = cache(partial(_amount, unit=unit))  # meters at rest show the same again and again
    found, reasons = zip(*map(amount_of, texts), strict=True)
    return list(found), Counter(filter(None, reasons))


def _amount(text: str, unit: Fraction) -> tuple[Fraction | None, str]:
    value, reason = _number(text)
    if value is None:
        return None, reason
    amount = Fraction(value) * unit
    return (amount, "") if 0 <= amount < REGISTER_LIMIT else (None, "out of range")


def _number(text: str) -> tuple[Decimal | None, str]:
    if text.lower() in MISSING:
        return None, "no value"
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None, "not a number"
    fits = value.is_finite() and abs(value.adjusted()) <= LONGEST_EXPONENT
    return (value, "") if fits else (None, "not a number")
