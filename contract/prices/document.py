"""Tariff documents: what may stand in their JSON, checked, with a sentence for what may not."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import holidays
from pydantic import Field, ValidationError, model_validator

from contract.bills import Rounding
from contract.prices.rates import Exact, Part, Rate, When

PER = {"electricity": ("kWh",), "gas": ("kWh", "m3"), "water": ("m3",)}


class DocumentError(ValueError):
    """A document that cannot be a tariff; the message says where and why, and leaves the next step to the door."""


class Peak(Part):
    """A price per kW of the period's highest quarter hour, in the hours of `when`, or in all."""

    price: Exact
    when: tuple[When, ...] = ()


class Export(Part):
    """What is paid per kWh fed into the grid."""

    price: Exact


class Tax(Part):
    """A share of all charges; exports are paid without."""

    name: str = Field(min_length=1, max_length=40)
    rate: Exact


class _Rounding(Part):
    to: Literal["1", "0.1", "0.01", "0.001"] = "0.01"
    mode: Literal["half_up", "half_even", "down"] = "half_up"


class Document(Part):
    """A tariff from one day on. `price_cap` limits every unit price, `period_cap` the energy charges of a period."""

    utility: Literal["electricity", "gas", "water"]
    name: str = Field(min_length=1, max_length=64)
    currency: str = Field(pattern="^[A-Z]{3}$")
    per: Literal["kWh", "m3"]
    standing_per_day: Exact
    rates: tuple[Rate, ...] = Field(min_length=1)
    blocks_per: Literal["day", "period"] | None = None
    holidays: str | None = None
    peak: Peak | None = None
    export: Export | None = None
    price_cap: Exact | None = None
    period_cap: Exact | None = None
    correction: Exact | None = None
    taxes: tuple[Tax, ...] = ()
    rounding: _Rounding = _Rounding()

    @property
    def rounded(self) -> Rounding:
        return Rounding(Decimal(self.rounding.to), self.rounding.mode)

    @property
    def converts(self) -> bool:
        """Whether a volume is billed as energy, by its calorific value."""
        return self.utility == "gas" and self.per == "kWh"

    @model_validator(mode="after")
    def _check_rates(self) -> Document:
        for kind, parts in (("rates", self.rates), ("taxes", self.taxes)):
            if len({part.name for part in parts}) < len(parts):
                raise ValueError(f"two {kind} have the same name")  # by which a bill's lines are compared
        if self.rates[-1].when or not all(rate.when for rate in self.rates[:-1]):
            raise ValueError("the last rate holds for all other hours and has no `when`; every other rate needs one")
        if any(rate.blocks for rate in self.rates) != (self.blocks_per is not None):
            raise ValueError("blocks need blocks_per, day or period, and nothing else does")
        return self

    @model_validator(mode="after")
    def _check_utility(self) -> Document:
        if self.per not in PER[self.utility]:
            raise ValueError(f"{self.utility} is priced per {' or '.join(PER[self.utility])}")
        if self.converts == (self.correction is None):
            raise ValueError("gas per kWh needs the volume's `correction`, and nothing else does")
        if self.utility != "electricity" and (self.peak or self.export):
            raise ValueError("only electricity has a peak or an export")
        parts: list[Rate | Peak] = [*self.rates, *([self.peak] if self.peak else [])]
        whens = [when for part in parts for when in part.when]
        if any("holiday" in when.days for when in whens) and not self.holidays:
            raise ValueError("`holidays` must name a calendar, as US or GB-ENG, when rates or a peak ask for holidays")
        if self.holidays:
            calendar_of(self.holidays, 2026)
        return self


@lru_cache(256)
def calendar_of(name: str, year: int) -> holidays.HolidayBase:
    """The public holidays of a country, or of a part of it: `US`, `GB-ENG`. Raises ValueError."""
    country, _, part = name.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError:
        raise ValueError(f"no calendar of holidays is called {name!r}") from None


def read_document(text: str, where: str) -> Document:
    """A document out of its JSON; `where` names it in what a person is told. Raises DocumentError."""
    try:
        return Document.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise DocumentError(f"{where} is not JSON (line {error.lineno}: {error.msg})") from None
    except ValidationError as error:
        first: Any = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        message = str(first["msg"]).removeprefix("Value error, ")
        message = message[:1].lower() + message[1:]
        raise DocumentError(f"{where}{', ' if place else ''}{place}: {message}") from None
