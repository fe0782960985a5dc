"""What the stages from door to page had counted at one moment, and what of it happened between two moments."""

from __future__ import annotations

from dataclasses import dataclass

from api.models.stages import StagePoint
from contract.windows import SECOND_MS


@dataclass(frozen=True)
class StageSample:
    """Counts since each part began; None where it did not answer."""

    at: int
    sent: int | None = None  # messages that the broker took
    unread: int | None = None  # of them what the stream has not read yet
    unarchived: int | None = None  # and what the archive has not put away
    received: int | None = None  # readings, as the stream accounts for them
    late: int | None = None
    quarantined: int | None = None
    window_end: int | None = None  # of the newest live window
    redis_commands: int | None = None
    redis_bytes: int | None = None

    @property
    def archived(self) -> int | None:
        return None if self.sent is None or self.unarchived is None else self.sent - self.unarchived


def point(before: StageSample, after: StageSample) -> StagePoint:
    """What happened from one sample to the next, and how things stood at its end."""
    took_s = (after.at - before.at) / SECOND_MS
    return StagePoint(
        at=after.at,
        messages_per_s=_rate(before.sent, after.sent, took_s),
        unread=after.unread,
        readings_per_s=_rate(before.received, after.received, took_s),
        late_per_s=_rate(before.late, after.late, took_s),
        quarantined_per_s=_rate(before.quarantined, after.quarantined, took_s),
        behind_ms=None if after.window_end is None else max(after.at - after.window_end, 0),
        redis_commands_per_s=_rate(before.redis_commands, after.redis_commands, took_s),
        redis_bytes=after.redis_bytes,
        archived_per_s=_rate(before.archived, after.archived, took_s),
        unarchived=after.unarchived,
    )


def _rate(before: int | None, after: int | None, took_s: float) -> float | None:
    """None where either is unknown, or where counting began anew in between."""
    if before is None or after is None or after < before or took_s <= 0:
        return None
    return round((after - before) / took_s, 1)
