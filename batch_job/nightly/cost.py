"""What a settlement costs: processor time of this process, of Spark's and of its Pythons."""

from __future__ import annotations

from collections.abc import Mapping

import psutil

from batch_job.nightly.spark.work import Done


def cpu_seconds() -> float:
    """Since they began; what has ended counts as far as its parent has noticed."""
    here = psutil.Process()
    return sum(_of(process) for process in (here, *here.children(recursive=True)))


def shares(done: Mapping[int, list[Done]], seconds: float) -> dict[int, float]:
    """`seconds` by run: what they cost together, shared by the readings that each took."""
    weights = {run_id: 1 + sum(each.readings for each in own) for run_id, own in done.items()}
    whole = sum(weights.values())
    return {run_id: seconds * weight / whole for run_id, weight in weights.items()}


def _of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
