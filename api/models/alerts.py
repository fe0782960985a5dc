"""What stood out, with its evidence."""

from __future__ import annotations

from api.models import Body, Utility


class Evidence(Body):
    """What the alert was judged by: W or L/h; `windows` earlier ones."""

    value: int
    mean: float
    sd: float
    sigmas: float
    windows: int


class Alert(Body):
    """One anomaly; `end` is null while it lasts."""

    id: str
    kind: str
    user_id: int
    utility: Utility
    county: str
    start: int
    end: int | None
    severity: str
    evidence: Evidence
    sentence: str


class Alerts(Body):
    """Anomalies, newest first."""

    alerts: list[Alert]
