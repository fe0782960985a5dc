"""Anomalies: JSON in topic `alerts` and in the live view.

Redis: hash prefix + "alerts" (id -> JSON), sorted sets prefix + "alerts:all" and prefix + "alerts:<user_id>"
(id by start). Ids are made of what happened, so a replay raises nothing twice.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from contract.utilities import Utility

KEPT = 20_000  # alerts in the live view; the oldest leave first


@dataclass(frozen=True)
class Evidence:
    """The numbers a window was judged by: W or L/h; `windows` earlier ones, itself left out."""

    value: int
    mean: float
    sd: float
    sigmas: float
    windows: int


@dataclass(frozen=True)
class Alert:
    """One anomaly; `start` and `end` in UTC ms, `end` None while it lasts."""

    id: str
    kind: str
    user_id: int
    utility: str
    start: int
    end: int | None
    severity: str
    evidence: Evidence


def alert_id(kind: str, utility: Utility, user_id: int, window_end: int) -> str:
    return f"{kind}-{utility.letter}-{user_id}-{window_end}"


def hash_key(prefix: bytes) -> bytes:
    return prefix + b"alerts"


def all_key(prefix: bytes) -> bytes:
    return prefix + b"alerts:all"


def user_key(prefix: bytes, user_id: int) -> bytes:
    return prefix + b"alerts:%d" % user_id


def write_alert(alert: Alert) -> bytes:
    return json.dumps(asdict(alert), sort_keys=True).encode()


def read_alert(data: bytes) -> Alert:
    fields = json.loads(data)
    return Alert(**{**fields, "evidence": Evidence(**fields["evidence"])})
