"""How the stages from door to page did, over time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.models import Body

PerSecond = Annotated[float | None, Field(description="in a second, since the point before")]


class StagePoint(Body):
    """One moment of all stages; null where a part did not answer."""

    at: int
    messages_per_s: PerSecond
    unread: int | None = Field(description="messages that the broker has and the stream has not read")
    readings_per_s: PerSecond
    late_per_s: PerSecond
    quarantined_per_s: PerSecond
    behind_ms: int | None = Field(description="age of the newest live window's end")
    redis_commands_per_s: PerSecond
    redis_bytes: int | None = Field(description="memory that Redis uses")
    archived_per_s: PerSecond
    unarchived: int | None = Field(description="messages that are not in the archive yet")


class Stages(Body):
    """Points in order of time, one every `every_ms`, as far back as this process of the API has looked."""

    now: int
    every_ms: int
    points: list[StagePoint]
