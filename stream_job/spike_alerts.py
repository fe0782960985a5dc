"""From flagged windows to alerts: windows that follow each other are one, and keep the evidence of the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from contract.alerts import Alert, Evidence, Kind, Severity, alert_id, read_alert
from contract.settings import Settings
from contract.utilities import BY_LETTER
from stream_job.live_batch import LiveBatch
from stream_job.spikes import Flagged


def ids_of(batch: LiveBatch, points: list[int], firsts: list[int]) -> list[str]:
    """The ids of spikes by their service point in the batch and the end of their first window."""
    letters, users = batch.keys["letter"].tolist(), batch.keys["user_id"].tolist()
    return [
        alert_id(Kind.SPIKE, BY_LETTER[chr(letters[point])], users[point], first)
        for point, first in zip(points, firsts, strict=True)
    ]


def raised(flagged: Iterable[tuple[str, Flagged, bytes | None]], batch: LiveBatch, settings: Settings) -> list[Alert]:
    """One alert per id; the bytes are the alert of that id that is already there. Only its peak and end move on."""
    found: dict[str, Alert] = {}
    for name, entry, before in flagged:
        known = found[name] if name in found else read_alert(before) if before else None
        found[name] = _longer(known, entry) if known else _new(name, entry, batch, settings)
    return list(found.values())


def _new(name: str, entry: Flagged, batch: LiveBatch, settings: Settings) -> Alert:
    evidence: Evidence = {
        "value": entry.value,
        "mean": round(entry.mean, 3),
        "sd": round(entry.deviation, 3),
        "sigmas": _sigmas(entry.value, entry.mean, entry.deviation),
        "windows": entry.samples,
        "basis": "hours" if entry.by_baseline else "windows",
    }
    letter, user_id = batch.keys[entry.point].tolist()
    start = entry.first - settings.live_window_ms
    utility = BY_LETTER[chr(letter)].name
    return Alert(name, Kind.SPIKE, user_id, utility, start, entry.last, Severity.WARNING, evidence, updated=entry.last)


def _longer(alert: Alert, entry: Flagged) -> Alert:
    before = alert.evidence
    value = max(int(before["value"]), entry.value)
    sigmas = _sigmas(value, float(before["mean"]), float(before["sd"]))
    return replace(alert, end=entry.last, updated=entry.last, evidence={**before, "value": value, "sigmas": sigmas})


def _sigmas(value: int, mean: float, deviation: float) -> float:
    return round((value - mean) / deviation, 2)
