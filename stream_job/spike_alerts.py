"""From flagged windows to alerts: windows that follow each other are one, and keep the evidence of the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from contract.alerts import Alert, Evidence, alert_id, read_alert
from contract.settings import Settings
from contract.utilities import BY_LETTER
from stream_job.live_batch import LiveBatch
from stream_job.spikes import Flagged


@dataclass(frozen=True)
class Raised:
    """An alert, and the end of its first window (UTC ms), which orders alerts."""

    alert: Alert
    first: int


def ids_of(batch: LiveBatch, points: list[int], firsts: list[int]) -> list[str]:
    """The ids of spikes by their service point in the batch and the end of their first window."""
    letters, users = batch.keys["letter"].tolist(), batch.keys["user_id"].tolist()
    return [
        alert_id("spike", BY_LETTER[chr(letters[point])], users[point], first)
        for point, first in zip(points, firsts, strict=True)
    ]


def raised(flagged: Iterable[tuple[str, Flagged, bytes | None]], batch: LiveBatch, settings: Settings) -> list[Raised]:
    """One alert per id; the bytes are the alert of that id that is already there. Only its peak and end move on."""
    found: dict[str, Raised] = {}
    for name, entry, before in flagged:
        known = found[name].alert if name in found else read_alert(before) if before else None
        alert = _longer(known, entry) if known else _new(name, entry, batch, settings)
        found[name] = Raised(alert, entry.first)
    return list(found.values())


def _new(name: str, entry: Flagged, batch: LiveBatch, settings: Settings) -> Alert:
    evidence = Evidence(
        entry.value,
        round(entry.mean, 3),
        round(entry.deviation, 3),
        _sigmas(entry.value, entry.mean, entry.deviation),
        entry.windows,
    )
    letter, user_id = batch.keys[entry.point].tolist()
    start = entry.first - settings.live_window_ms
    return Alert(name, "spike", user_id, BY_LETTER[chr(letter)].name, start, entry.last, "attention", evidence)


def _longer(alert: Alert, entry: Flagged) -> Alert:
    before = alert.evidence
    value = max(before.value, entry.value)
    evidence = replace(before, value=value, sigmas=_sigmas(value, before.mean, before.sd))
    return replace(alert, end=entry.last, evidence=evidence)


def _sigmas(value: int, mean: float, deviation: float) -> float:
    return round((value - mean) / deviation, 2)
