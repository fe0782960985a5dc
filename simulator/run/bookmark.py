"""How far a simulation has come, so that the next process goes on where the last one ended, whatever ended it."""

from __future__ import annotations

import json
from pathlib import Path

from contract.windows import HOUR_MS, Clock
from simulator.sending.producer import Sender

EVERY_MS = 1_000
AT_MOST_LOST_MS = 6 * HOUR_MS  # of simulated time: what a process killed while it catches up has to send again


class Bookmark:
    """Keeps the stamp (UTC ms) up to which the broker has acknowledged everything."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._next, self._kept = 0, 0

    def note(self, sender: Sender, stamp: int, last: bool = False) -> None:
        """Moves to `stamp`, all of which has been sent: now and then, when the broker has answered for it."""
        if not last and not self._due(sender, stamp):
            return
        self._kept, self._next = stamp, self._clock() + EVERY_MS
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps({"stamp": stamp}))
        draft.replace(self._path)

    def _due(self, sender: Sender, stamp: int) -> bool:
        if stamp - self._kept > AT_MOST_LOST_MS:
            sender.settle()
            return True
        return self._clock() >= self._next and sender.settled()


def read_bookmark(path: Path) -> int:
    """The stamp that was kept, 0 if none was. Raises ValueError if the file is not a bookmark."""
    try:
        return int(json.loads(path.read_text())["stamp"])
    except FileNotFoundError:
        return 0
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is not a bookmark; remove it to simulate from the beginning.") from None
