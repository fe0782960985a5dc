"""Waiting until the archive holds everything that a run's days need."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.progress import Progress

from batch_job.nightly.inputs.report_log import Offsets
from batch_job.problem import Problem

LOOK_EVERY_S = 1.0


class BehindError(Problem):
    """The archive lacks what was to be settled."""


def wait_for_archive(archived: Callable[[], Offsets], needed: Offsets, seconds: float, progress: Progress) -> None:
    """Returns once every partition is archived up to `needed`. Raises BehindError after `seconds`."""
    task = progress.add_task("archive", total=sum(needed.values()) or 1)
    deadline = time.monotonic() + seconds
    while True:
        there = archived()
        behind = {place: stop for place, stop in needed.items() if there.get(place, 0) < stop}
        progress.update(task, completed=sum(min(there.get(place, 0), stop) for place, stop in needed.items()))
        if not behind:
            progress.update(task, completed=sum(needed.values()) or 1)
            return
        if time.monotonic() > deadline:
            (utility, partition), stop = next(iter(behind.items()))
            raise BehindError(
                f"The archive has not reached offset {stop} of {utility}-{partition} in {seconds:.0f} s; "
                "start it with `python -m batch_job archive`, or look at its log if it runs."
            )
        time.sleep(LOOK_EVERY_S)
