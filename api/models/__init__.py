"""Bodies of requests and answers: times in UTC ms, amounts as integers with a unit, demand in W or L/h."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """What goes over the wire: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, populate_by_name=True)
