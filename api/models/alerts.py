"""What stood out, with its evidence."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, Utility
from contract.alerts import Kind, Severity


class Alert(Body):
    """One anomaly; `end` is null while it lasts, `evidence` what it was judged by, as its kind has it."""

    id: str
    kind: Kind
    title: str = Field(description="the kind in words")
    user_id: int | None = Field(description="null for an outage, which is of many")
    utility: Utility
    county: str = Field(description="FIPS number in five digits")
    place: str = Field(description="its name and state")
    lat: float | None = Field(description="of an outage's middle; null for a home")
    lon: float | None
    meters: int = Field(description="meters concerned")
    start: int
    end: int | None
    updated: int = Field(description="what it says was so at this instant")
    severity: Severity
    cost: str | None = Field(
        description="estimated so far, in the account's currency; null if it costs nothing or is unknown"
    )
    evidence: dict[str, int | float | str]
    sentence: str = Field(description="what was seen, and what is usual")
    advice: str = Field(description="what to do")


class Alerts(Body):
    """Anomalies, newest first."""

    now: int
    alerts: list[Alert]
