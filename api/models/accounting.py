"""Where the readings went."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, Utility


class Account(Body):
    """Readings of a utility and county since the stream began: received = in_windows + late + quarantined."""

    utility: Utility
    county: str | None = Field(description="FIPS number in five digits; null for users who are in no registry")
    place: str | None = Field(description="its name and state")
    window_end: int = Field(description="counted up to the live window that ended then")
    received: int
    in_windows: int
    late: int
    quarantined: int
    difference: int = Field(description="received less the rest: 0, or readings are missing")


class Accounting(Body):
    """All accounts, by utility and county, and what Flink says that it dropped by itself."""

    now: int
    dropped_by_flink: int | None = Field(description="its own metric of late records dropped; null if it does not say")
    accounts: list[Account]
