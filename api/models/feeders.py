"""Feeders: load against rating, loss, and who is suspected of theft."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from api.models import Body
from contract.grid_view import Reason

Why = TypeAliasType("Why", Annotated[str, Field(json_schema_extra={"enum": [reason.value for reason in Reason]})])


class FeederDay(Body):
    """A feeder's last settled day; loads in W, the mean of an interval of 15 min; amounts in mWh."""

    feeder_id: int
    county: str = Field(description="FIPS number in five digits")
    place: str = Field(description="its name and state")
    day: date
    rating: int
    peak: int | None = Field(description="the highest load, either way; null if none is known")
    peak_at: int | None = Field(description="end of its interval")
    peak_share: float | None = Field(description="of the rating")
    over: int = Field(description="intervals above the rating")
    points: int = Field(description="service points on it, the most of any interval")
    coverage: float = Field(description="share of their intervals that are known")
    head_total: int = Field(
        description="what reached its customers through the head and from each other, where it can be compared"
    )
    supplied_total: int = Field(description="what the known service points did")
    estimated_total: int = Field(description="and an estimate for the others")
    loss: int = Field(description="the first less the other two")
    loss_share: float | None = Field(description="of what the head counted; null if nothing can be compared")
    suspects: int | None = Field(description="how many are on it; null for who may not see them")


class ZoneGrid(Body):
    """What the last night found of a zone's feeders; shares of what heads count."""

    zone: str
    night_id: int
    run_id: int
    made_at: int
    usual_loss: float | None = Field(description="the median of the feeders' own; null before there are days enough")
    spread: float | None = Field(description="its median deviation, scaled")


class Feeders(Body):
    """Feeders, the nearest to their rating first, and the nights that looked at them."""

    feeders: list[FeederDay]
    zones: list[ZoneGrid]


class FeederCourse(Body):
    """A feeder's day by interval, in order: mWh, null where nothing is known."""

    feeder_id: int
    day: date
    start: int
    rating: int
    night_id: int
    head: list[int | None] = Field(description="what reached the customers: the head's count, and what they fed in")
    fed: list[int | None] = Field(
        description="what they fed in; what is left of `head` passed the head, or flowed back"
    )
    supplied: list[int | None]
    estimated: list[int | None] = Field(description="for those not known; null where that would be too much")


class TheftEvidence(Body):
    """Numbers behind a suspicion. A block is a quarter of a local day; shares are 0 to 1.

    `match` and `fall_match` are regression coefficients in standard errors, over all customers of the feeder at once.
    """

    blocks: int = Field(description="on which the feeder missed energy")
    days: int = Field(description="that they lie in")
    feeder_loss: float = Field(description="then, above the usual loss, as a share of what the head counted")
    feeder_deviations: float = Field(description="the same in its usual deviations, mean")
    match: float = Field(description="how surely what is missed rises and falls with what this meter counts")
    factor: float = Field(description="and by how much for each unit counted")
    fall: float = Field(description="share of what was expected here that was not counted")
    fall_match: float = Field(description="how surely this fall follows what is missed")
    zeros: float = Field(description="share of intervals without usage, above that when nothing is missed")
    stopped_days: int = Field(description="whole days without any usage")
    ceiling_w: int = Field(description="the highest usual load")
    at_ceiling: float = Field(description="share of intervals at it")


class TheftSuspect(Body):
    """A customer to be visited; amounts in mWh. With reason `stopped` it is a meter to be mended."""

    place: int = Field(description="1 is the first of its zone")
    zone: str
    user_id: int
    feeder_id: int
    score: float
    reason: Why
    words: str = Field(description="the reason as a sentence")
    since: date
    missing: int = Field(description="what its feeder missed")
    explained: int = Field(description="what of it this one would explain")
    evidence: TheftEvidence


class TheftSuspects(Body):
    """The newest list of each zone, the surest first."""

    suspects: list[TheftSuspect]
