"""From a file that has been read to messages that the broker has acknowledged."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from contract.settings import Settings
from contract.topics import Topic
from simulator.replay.clock import require_later
from simulator.run.batches import Batch
from simulator.run.pace import Pace
from simulator.run.sending import send_all
from simulator.sending.producer import Sender
from simulator.sending.progress import SendingProgress
from simulator.stopping import Stopping


def present() -> int:
    """UTC ms."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Target:
    """Where the messages go, and how fast: `speed` seconds of the file in one; 0 is as fast as possible."""

    settings: Settings
    topic: Topic
    speed: float

    def ready(self, sender: Sender, first: int, *others: str) -> None:
        """Asks whether the topics are there and a stamp of `first` (UTC ms) can follow. Raises a sentence if not."""
        sender.check([self.topic.name, *others])
        require_later(self.settings, self.topic, first)

    def send(self, sender: Sender, batches: Iterable[Batch], total: int, first: int) -> int:
        """Sends until the end, or until somebody asks to stop; gives the messages sent of `total`."""
        pace = Pace(present, present(), first, self.speed)
        with SendingProgress("replayed", total) as progress:
            send_all(batches, sender=sender, pace=pace, stopping=Stopping(), progress=progress)
        return progress.readings
