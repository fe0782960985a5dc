"""What counties use: load now, and amounts over a range."""

from __future__ import annotations

from pydantic import Field

from api.merge import Layer
from api.models import Body, DemandUnit, Unit, Utility


class StatusCounts(Body):
    """Homes by how their service point is now."""

    normal: int
    anomalous: int = Field(description="with an alert that lasts")
    silent: int


class County(Body):
    """A county's newest live window; `load` is the sum of its service points' mean demand, null without a window."""

    county: str = Field(description="FIPS number in five digits")
    name: str
    state: str
    lat: float
    lon: float
    homes: int
    load: int | None
    reporting: int = Field(description="service points in the window")
    window_end: int | None
    min: int | None
    max: int | None
    status: StatusCounts | None = Field(description="null where so few homes would tell of single ones")


class Regions(Body):
    """All counties with their load now."""

    utility: Utility
    now: int
    window_end: int | None = Field(description="end of the newest window")
    unit_demand: DemandUnit
    counties: list[County]


class RegionTotal(Body):
    """The sum over homes, each settled up to its own horizon."""

    usage: int | None
    layer: Layer
    completeness: float
    homes: int


class ByLayer(Body):
    """What each layer adds to a total; null is "nothing known"."""

    batch: int | None
    speed: int | None


class RegionUsage(Body):
    """Merged usage of a county's homes."""

    county: str
    utility: Utility
    unit: Unit
    from_: int = Field(serialization_alias="from")
    to: int
    total: RegionTotal
    by_layer: ByLayer
