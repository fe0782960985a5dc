"""Compare and swap of pages in Redis, with the rings and alerts that belong to them: one script, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from redis import Redis

from contract.alerts import KEPT, Alert, keep_script, write_alert
from stream_job.closing_slots import Array
from stream_job.live_merge import RingWrites
from stream_job.page_pieces import Pieces

SCRIPT = Path(__file__).with_suffix(".lua")
COMPARED = np.dtype([("page", ">u4"), ("length", ">u4")])


@dataclass(frozen=True)
class Seen:
    """Pages (PAGE_NAME); those of these numbers somebody else may have written, and Redis was seen to hold this."""

    pages: Array
    doubtful: Array
    held: Sequence[bytes]

    def compared(self) -> bytes:
        """COMPARED of each doubtful one."""
        compared = np.empty(len(self.doubtful), COMPARED)
        compared["page"], compared["length"] = self.doubtful, [len(page) for page in self.held]
        return compared.tobytes()


class LiveExchange:
    """The pages of one namespace, as one writer sees them.

    It says who it is. As long as nobody else has written the same lanes in between, Redis holds what this writer knows,
    and need not compare it.
    """

    def __init__(self, redis: Redis, prefix: bytes) -> None:
        self._redis, self._prefix = redis, prefix
        self._script = redis.register_script(keep_script() + SCRIPT.read_text())
        self._me = uuid.uuid4().bytes

    def look(self, pages: Array, doubtful: Array) -> Seen:
        """At the doubtful ones, by their numbers, of these pages; nothing is held where there is no page."""
        # mget() has other types in each of the two environments' clients
        ask: Any = self._redis.execute_command
        names = [self._prefix + b"p" + name.tobytes() for name in pages[doubtful]]
        return Seen(pages, doubtful, [page or b"" for page in ask("MGET", *names)] if names else [])

    def swap(self, seen: Seen, pieces: Pieces, changed: bytes, rings: RingWrites, told: list[Alert]) -> bool:
        """Writes all of it, if nobody else has written since the doubtful pages were seen; says whether it did.

        `changed` is what the pieces are to hold, one after the other.
        """
        slots = [piece.tobytes() for piece in (rings.runs, rings.run_slots, rings.late, rings.late_slots)]
        alerts = [write_alert(alert) for alert in told]
        expected = [seen.compared(), b"".join(seen.held)]
        places = [pieces.lanes, seen.pages.tobytes(), *expected, pieces.pieces.tobytes(), changed]
        return bool(self._script(args=[self._prefix, self._me, *places, *slots, KEPT, *alerts]))
