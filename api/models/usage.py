"""Usage with the layer, run and quality of each number."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.merge import Layer
from api.models import Body, Unit, Utility
from api.models.register_events import RegisterEvent
from api.periods import Grain
from api.register_events import EventKind
from api.totals import Quality

BasisName = Literal["measured", "linear", "profile"]


class UsageValue(Body):
    """Usage of (start, end]; null is "no data", never 0. `register_event`: what of a register it rests on, if any."""

    start: int
    end: int
    usage: int | None
    layer: Layer
    run_id: int | None
    quality: Quality
    basis: BasisName | None
    completeness: float
    register_event: EventKind | None


class UnallocatedSpan(Body):
    """One amount over a long gap between readings; it counts in the total of the range it ends in, and in no value."""

    start: int
    end: int
    usage: int
    layer: Layer


class UsageTotal(Body):
    """The sum of the values and of the unallocated spans."""

    usage: int | None
    layer: Layer
    quality: Quality
    completeness: float
    seam_adjustment: int


class UsageAnswer(Body):
    """Merged usage of a service point, batch up to `horizon` and speed after it."""

    user_id: int
    utility: Utility
    unit: Unit
    zone: str
    grain: Grain
    from_: int = Field(serialization_alias="from")
    to: int
    horizon: int | None
    now: int
    values: list[UsageValue]
    unallocated: list[UnallocatedSpan]
    total: UsageTotal
    register_events: list[RegisterEvent]
