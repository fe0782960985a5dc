"""Compare and swap of headers in Redis, with the rings and alerts that belong to them: one script, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from redis import Redis

from contract.alerts import KEPT, Alert, keep_script, write_alert
from stream_job.closing_slots import Array
from stream_job.live_merge import RingWrites
from stream_job.page_pieces import Pieces

SCRIPT = Path(__file__).with_suffix(".lua")


class LiveExchange:
    """The headers of one namespace."""

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._prefix, self._script = prefix, redis.register_script(keep_script() + SCRIPT.read_text())

    def swap(self, pages: Array, halves: Sequence[Pieces], rings: RingWrites, alerts: list[Alert]) -> bytes:
        """Writes all of it and gives nothing; or gives what the pieces hold, if that is no longer what is expected.

        `pages` (PAGE_NAME) are those that the pieces count in.
        """
        pieces = [
            b"".join(part.tobytes() for part in parts)
            for parts in zip(*((half.pieces, half.expected, half.headers) for half in halves), strict=True)
        ]
        slots = [piece.tobytes() for piece in (rings.runs, rings.run_slots, rings.late, rings.late_slots)]
        told = [write_alert(alert) for alert in alerts]
        refused: bytes | None = self._script(args=[self._prefix, pages.tobytes(), *pieces, *slots, KEPT, *told])
        return refused or b""
