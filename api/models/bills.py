"""Bills, what open ones will come to, and costs by tariff. Days are local, money is decimal text, amounts mWh or mL."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.models import Body, Utility
from contract.bills import Kind

Money = Annotated[str, Field(pattern=r"^-?\d+\.\d{2,4}$", description="decimal, in the currency beside it")]
Exact = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", description="an exact decimal number")]


class BillHead(Body):
    """A period's bill in its newest version, or the newest as of an instant. `held`: intervals are missing yet."""

    utility: Utility
    first_day: date
    last_day: date = Field(description="included")
    version: int
    state: Literal["issued", "held"]
    currency: str
    total: Money
    intervals: int = Field(description="priced; of them `estimated`; `missing` besides, not priced")
    estimated: int
    missing: int
    priced_at: int
    reason: Literal["first", "usage", "prices", "usage and prices"]
    difference: Money | None = Field(description="total less that of the version before")


class Bills(Body):
    """Bills of a home, newest period first."""

    user_id: int
    zone: str
    bills: list[BillHead]


class LineSpan(Body):
    """Days that one run settled, (from, to] in UTC ms, and what of the line's quantity they hold."""

    first_day: date
    last_day: date
    from_: int = Field(serialization_alias="from")
    to: int
    run_id: int
    intervals: int
    quantity: int


class Factor(Body):
    name: str
    value: Exact


class BillLine(Body):
    """amount = quantity * price * factors / divisor, rounded to a multiple of `rounding_to`."""

    line: int
    kind: Kind
    name: str
    tariff_id: str
    tariff_version: int
    first_day: date
    last_day: date
    quantity: int
    unit: str = Field(description="of quantity: mWh, mL, days, periods, or the money that a tax is taken of")
    price: Exact
    factors: list[Factor]
    divisor: int
    rounding_to: Exact
    rounding_mode: Literal["half_up", "half_even", "down"]
    amount: Money
    estimated: int
    intervals: int
    estimated_intervals: int
    note: str
    spans: list[LineSpan]
    intervals_at: str | None = Field(description="where the line's intervals are answered")


class LineChange(Body):
    """A line that the newest version changed; null where it is not there."""

    kind: Kind
    name: str
    first_day: date
    before: Money | None
    after: Money | None
    amount: Money = Field(description="after less before")
    quantity: int = Field(description="after less before, in the line's unit")


class BillVersion(Body):
    version: int
    total: Money
    priced_at: int
    reason: str
    difference: Money | None


class Bill(BillHead):
    """One bill with its lines, what its version changed, and all versions, newest first."""

    user_id: int
    zone: str
    lines: list[BillLine]
    changes: list[LineChange]
    versions: list[BillVersion]


class PastOutlook(Body):
    """What was foretold when `known_to` was the last settled day, and what it came to."""

    first_day: date
    last_day: date
    known_to: date
    p10: Money
    p50: Money
    p90: Money
    actual: Money


class HeadRoom(Body):
    """The period's highest quarter hour so far, and what the running one may still draw without a new one.

    `used` is the running interval's usage at `at`; `head_room_w` the mean demand that its rest may have.
    """

    price_per_kw: Exact
    currency: str
    peak: int = Field(description="mWh of the highest interval so far")
    peak_w: int = Field(description="the same as a mean demand")
    at: int
    until: int = Field(description="end of the running interval, UTC ms")
    counts_now: bool = Field(description="whether the running interval may set the peak at all")
    used: int | None
    head_room_w: int | None


class Outlook(Body):
    """An open period: cost of its settled days, and its total at the end; null with under four weeks of history."""

    utility: Utility
    first_day: date
    last_day: date
    known_to: date
    days_without_data: int = Field(description="of those up to `known_to`: nothing was settled, and no usage is in it")
    currency: str
    so_far: Money
    p10: Money | None
    p50: Money | None
    p90: Money | None
    head_room: HeadRoom | None
    tracked: list[PastOutlook] = Field(description="outlooks of ended periods, newest first")


class Outlooks(Body):
    user_id: int
    zone: str
    outlooks: list[Outlook]


class CostPart(Body):
    """One utility's cost of today up to `until`. A monthly peak's price is of no single day, and is not in it."""

    utility: Utility
    tariff_id: str
    tariff_version: int
    currency: str
    until: int = Field(description="end of the newest interval that is known, UTC ms")
    used: int
    fed: int = Field(description="mWh that were fed in, where that is paid for")
    energy: Money
    standing: Money = Field(description="of the whole day")
    taxes: Money
    fed_in: Money = Field(description="what is paid for it, 0 or less")
    total: Money
    estimated: bool = Field(description="whether a part of it rests on no reading of its own")
    settled: bool


class TodayCost(Body):
    """What the local day has cost so far, by utility; those without a tariff or a reading today are left out."""

    user_id: int
    zone: str
    day: date
    now: int
    parts: list[CostPart]


class TariffCost(Body):
    """What the home's own usage would have cost at the tariff's prices of today."""

    tariff_id: str
    version: int
    name: str
    cost: Money
    difference: Money | None = Field(description="less the cost under the tariff the home has")
    assigned: bool


class UtilityCosts(Body):
    """Up to twelve ended billing periods under every tariff on file, cheapest first; `missing` in none of them."""

    utility: Utility
    first_day: date
    last_day: date
    currency: str
    missing: int
    costs: list[TariffCost]


class TariffCosts(Body):
    user_id: int
    utilities: list[UtilityCosts]
