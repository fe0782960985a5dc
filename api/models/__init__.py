"""Bodies of requests and answers: times in UTC ms, amounts as integers with a unit, demand in W or L/h."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from contract.utilities import UTILITIES

# Named in the schema, so that clients made from it know every value.
Utility = TypeAliasType(
    "Utility", Annotated[str, Field(json_schema_extra={"enum": [utility.name for utility in UTILITIES]})]
)
Unit = TypeAliasType(
    "Unit", Annotated[str, Field(json_schema_extra={"enum": sorted({utility.unit for utility in UTILITIES})})]
)
DemandUnit = TypeAliasType(
    "DemandUnit",
    Annotated[str, Field(json_schema_extra={"enum": sorted({utility.demand_unit for utility in UTILITIES})})],
)


class Body(BaseModel):
    """What goes over the wire: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, populate_by_name=True)
