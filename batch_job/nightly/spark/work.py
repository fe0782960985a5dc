"""What one Spark task is told: all of one partition's readings for every zone's run. Plain data, so that it travels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from batch_job.nightly.inputs.cover import Clip
from contract.master_data import Hole


@dataclass(frozen=True)
class ZoneRun:
    """One run as a task sees it: its days, `seen` (UTC ms), and the first offset it does not take."""

    run_id: int
    zone: str
    first_day: date
    last_day: date
    seen: int
    stop: int
    facts: tuple[str, ...] = ()  # what it takes besides readings and state, see fact_key
    history: tuple[int, ...] = ()  # runs that may have published the days before it, ascending


@dataclass(frozen=True)
class Work:
    """One partition of one utility."""

    utility: str
    partition: int
    clips: tuple[Clip, ...]
    runs: tuple[ZoneRun, ...]
    lost: tuple[Hole, ...] = ()  # offsets between the clips, which nobody has any more


@dataclass(frozen=True)
class Done:
    """What came of one run's share of a partition.

    Of all usable readings in the partition's clips (`usable`), `unregistered` belong to unknown service points; both
    count for all runs together and stand in the first one's.
    """

    run_id: int
    utility: str
    partition: int
    rows: int
    readings: int
    duplicates: int
    conflicts: int
    usable: int
    unregistered: int


def state_key(work: Work) -> str:
    """State of the service points of all runs, in the first one's folder: that one fails only with all others."""
    return state_key_of(work.runs[0].run_id, work.utility, work.partition)


def state_key_of(first_run: int, utility: str, partition: int) -> str:
    return f"{folder(first_run)}state/{utility}-{partition:03d}.parquet"


def stored_key(work: Work) -> str:
    """Published days of the service points that have a gap, of all runs."""
    return f"{folder(work.runs[0].run_id)}stored/{work.utility}-{work.partition:03d}.parquet"


def facts_folder(run_id: int) -> str:
    return f"{folder(run_id)}facts/"


def fact_key(run_id: int, name: str) -> str:
    """What a run takes besides, under its name; only there if it takes any."""
    return f"{facts_folder(run_id)}{name}.parquet"


def result_key(run_id: int, utility: str, partition: int) -> str:
    return f"{folder(run_id)}days/{utility}-{partition:03d}.parquet"


def peaks_folder(run_id: int) -> str:
    """The highest demands of a run's hours, by service point."""
    return f"{folder(run_id)}peaks/"


def peaks_key(run_id: int, utility: str, partition: int) -> str:
    return f"{peaks_folder(run_id)}{utility}-{partition:03d}.parquet"


def folder(run_id: int) -> str:
    """Everything of a run."""
    return f"batch/run={run_id}/"
