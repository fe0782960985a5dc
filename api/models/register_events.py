"""What a register did besides growing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models import Body, Utility
from api.register_events import EventKind


class RegisterEvent(Body):
    """Something that happened to a register since the horizon, between the readings at `after` and `at`."""

    utility: Utility
    kind: EventKind
    after: int
    at: int
    until: int | None = Field(description="end of a back-step; null while the highest value is held")
    register_before: int = Field(description="mWh or mL; of a back-step the highest value")
    register_after: int
    counted: int | None = Field(description="usage taken from the step; null: none, it is more than the supply carries")
    provisional: Literal[True] = Field(default=True, description="the nightly run decides")
    sentence: str = Field(description="what happened, and what it means for the usage")


class RegisterEvents(Body):
    """Events, newest first."""

    register_events: list[RegisterEvent]
