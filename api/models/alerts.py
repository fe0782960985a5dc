"""What stood out, with its evidence."""

from __future__ import annotations

from api.models import Body, Utility


class Alert(Body):
    """One anomaly; `end` is null while it lasts, `evidence` what it was judged by, as its kind has it."""

    id: str
    kind: str
    user_id: int
    utility: Utility
    county: str
    start: int
    end: int | None
    severity: str
    evidence: dict[str, int | float | str]
    sentence: str


class Alerts(Body):
    """Anomalies, newest first."""

    alerts: list[Alert]
