"""How sure each interval of a day is, and what validation found."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.models import Body, Unit, Utility

QualityName = Literal["measured", "estimated", "edited", "provisional", "missing"]
How = Literal["reading", "line", "usual", "temperature", "even", "catch_up", "register", "correction"]


class IntervalQuality(Body):
    """One interval: what its value rests on, how it was found, and the rules that spoke of it."""

    start: int
    end: int
    usage: int | None
    quality: QualityName
    how: How | None = Field(description="null where there is no value")
    rules: list[str]


class Finding(Body):
    """A rule that spoke of the intervals from `start` to `end`, or of the whole day; `evidence` are its numbers."""

    rule: str
    start: int
    end: int
    whole_day: bool
    evidence: dict[str, int | str]
    sentence: str


class QualityCounts(Body):
    """Intervals of each quality."""

    measured: int
    estimated: int
    edited: int
    provisional: int
    missing: int


class DayQuality(Body):
    """A local day of a service point; `run_id` settled it, null while it is live."""

    user_id: int
    utility: Utility
    unit: Unit
    zone: str
    day: date
    run_id: int | None
    counts: QualityCounts
    intervals: list[IntervalQuality]
    findings: list[Finding]
