"""Rates of a tariff: their hours by the local clock, their prices and blocks, as a document spells them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {"weekday": DAYS[:5], "weekend": DAYS[5:]}
MINUTES_A_QUARTER = 15
QUARTERS_A_DAY = 96
TOO_MUCH, DECIMALS = 1_000_000, 10  # what a line of a bill can hold of a price, and of what it comes to


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str | Decimal):
        raise ValueError(f'write it as text, "{value}", so that it stays exact')
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite() or number < 0:
        raise ValueError(f"{value} must be zero or more")
    if number >= TOO_MUCH or number != round(number, DECIMALS):
        raise ValueError(f"{value} must be below {TOO_MUCH:,} and have no more than {DECIMALS} decimals")
    return number


def quarter_of(value: object) -> int:
    """Quarter hours since midnight of "HH:MM"; 24:00 is the day's end."""
    hours, colon, minutes = str(value).partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and int(minutes) < 60):
        raise ValueError(f"{value!r} is not a time of day like 16:30")
    minute = 60 * int(hours) + int(minutes)
    if minute % MINUTES_A_QUARTER or minute > QUARTERS_A_DAY * MINUTES_A_QUARTER:
        raise ValueError(f"{value} is not a whole quarter hour of the day")
    return minute // MINUTES_A_QUARTER


Exact = Annotated[Decimal, BeforeValidator(_decimal)]
Quarter = Annotated[int, BeforeValidator(quarter_of)]
DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekday", "weekend", "holiday"]


class Part(BaseModel):
    """A part of a document: nothing unknown may stand in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class When(Part):
    """A rate's hours by the local clock. A holiday is only `holiday`; past midnight the next day's name counts."""

    days: tuple[DayName, ...] = ()
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    from_: Quarter = Field(0, alias="from")
    to: Quarter = QUARTERS_A_DAY

    def covers_day(self, month: int, weekday: int, is_holiday: bool) -> bool:
        if self.months and month not in self.months:
            return False
        names = {"holiday"} if is_holiday else {DAYS[weekday], "weekday" if weekday < 5 else "weekend"}
        return not self.days or not names.isdisjoint(self.days)

    def covers_quarter(self, quarter: int) -> bool:
        if self.from_ < self.to:
            return self.from_ <= quarter < self.to
        return quarter >= self.from_ or quarter < self.to


class Block(Part):
    """A price up to a total, in kWh or m3; the last block has no end."""

    price: Exact
    up_to: Exact | None = None


class Rate(Part):
    """Prices for certain hours; of several that apply the first counts."""

    name: str = Field(min_length=1, max_length=40)
    price: Exact | None = None
    blocks: tuple[Block, ...] = ()
    when: tuple[When, ...] = ()

    @property
    def steps(self) -> tuple[Block, ...]:
        return self.blocks or (Block(price=self.price or Decimal(0)),)

    @model_validator(mode="after")
    def _check(self) -> Rate:
        if (self.price is None) == (not self.blocks):
            raise ValueError("give either a price or blocks")
        ends = [block.up_to for block in self.blocks]
        if ends and (ends[-1] is not None or None in ends[:-1]):
            raise ValueError("every block but the last needs up_to, and the last must have none")
        limits = [end for end in ends if end is not None]
        if limits != sorted(set(limits)) or (limits and not limits[0]):
            raise ValueError("the blocks' up_to must rise from above 0")
        return self
