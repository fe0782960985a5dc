"""Sends a simulation: in order, at its pace, until it ends or somebody asks to stop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.run.batches import Batch
from simulator.run.pace import Pace
from simulator.sending.note import Note
from simulator.sending.producer import Sender
from simulator.sending.progress import SendingProgress
from simulator.stopping import Stopping

LONGEST_WAIT_S = 0.25  # so that a request to stop is heard


def send_all(
    batches: Iterable[Batch],
    *,
    sender: Sender,
    pace: Pace,
    stopping: Stopping,
    progress: SendingProgress,
    notes: Sequence[Note] = (),
) -> int:
    """Gives the last stamp sent (UTC ms), 0 if nothing was. Never ends between two batches of one stamp."""
    stamp = 0
    for batch in batches:
        if batch.stamp != stamp:
            if not _wait_for(batch.stamp, sender, pace, stopping):
                break
            for note in notes if stamp else ():
                note.note(sender, stamp)
            stamp = batch.stamp
        sender.send(batch)
        progress.add(batch.readings * len(batch.values), stamp)
    sender.close()
    for note in notes if stamp else ():
        note.note(sender, stamp, last=True)
    return stamp


def _wait_for(stamp: int, sender: Sender, pace: Pace, stopping: Stopping) -> bool:
    while not stopping.asked and (ahead := pace.ahead_s(stamp)) > 0:
        sender.idle(min(ahead, LONGEST_WAIT_S))
    return not stopping.asked
