"""Compare and swap of headers in Redis, with the rings and alerts that belong to them: one script, all or nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from contract.alerts import KEPT, Alert, keep_script, write_alert
from stream_job.live_merge import RingWrites
from stream_job.page_memory import Points
from stream_job.page_pieces import Pieces

SCRIPT = Path(__file__).with_suffix(".lua")


@dataclass(frozen=True)
class Answer:
    """`alone`: nobody else has written these parts since this writer did. `refused`: what the pieces hold instead."""

    alone: bool
    refused: bytes


class LiveExchange:
    """The headers of one namespace, as one writer sees them.

    It says who it is. As long as nobody else has written the same parts in between, Redis holds what this writer knows,
    and need not compare it.
    """

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._prefix, self._script = prefix, redis.register_script(keep_script() + SCRIPT.read_text())
        self._me = uuid.uuid4().bytes

    def swap(
        self, points: Points, pieces: Pieces, held: tuple[bytes, bytes], rings: RingWrites, told: list[Alert]
    ) -> Answer:
        """Writes all of it, if the pieces hold what is expected; `held` is that, and what they are to hold.

        Where nothing is said to be expected, Redis must find that nobody else has written the parts.
        """
        slots = [piece.tobytes() for piece in (rings.runs, rings.run_slots, rings.late, rings.late_slots)]
        alerts = [write_alert(alert) for alert in told]
        places = [pieces.parts, points.pages.tobytes(), pieces.pieces.tobytes()]
        answer: bytes | None = self._script(args=[self._prefix, self._me, *places, *held, *slots, KEPT, *alerts])
        return Answer(alone=answer is None, refused=answer or b"")
