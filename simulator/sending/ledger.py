"""A ledger of what the broker has acknowledged, for drills that kill things and count afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from contract.windows import Clock
from simulator.sending.producer import Sender

EVERY_MS = 1_000


class Ledger:
    """Appends a JSON line {at, stamp, messages: {topic: {partition: count}}}, counted from the start of the process."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock, self._next = path, clock, 0
        path.parent.mkdir(parents=True, exist_ok=True)

    def note(self, sender: Sender, stamp: int, last: bool = False) -> None:
        """Writes a line if the broker has answered for everything, and the last is older than a second."""
        now = self._clock()
        if not last and (now < self._next or not sender.settled()):
            return
        self._next = now + EVERY_MS
        messages: dict[str, dict[int, int]] = {}
        for (topic, partition), count in sender.acknowledged().items():
            messages.setdefault(topic, {})[partition] = count
        with self._path.open("a") as file:
            file.write(json.dumps({"at": now, "stamp": stamp, "messages": messages}) + "\n")
