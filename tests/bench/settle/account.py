"""What was measured of a settlement, as numbers to be kept."""

from __future__ import annotations

import math
import os

from infra import native
from tests.bench.record import Record
from tests.bench.settle.fleet import FLEETS, Fleet
from tests.bench.settle.run import Measured, measured

MANY = 30_000_000_000
GATES_S, GATE_MIB = {"settle-1m": 120}, 4096
WORDS = (
    "jitter, 1 % missing, 0.5 % doubled, 0.2 % late, gaps, register events; from S3 to MariaDB, no live view to "
    "compare with; result as the truth"
)


def settle(it: native.Stack, name: str) -> list[Record]:
    """Measures one fleet. Raises AssertionError if a result is wrong."""
    fleet = FLEETS[name]
    return records(name, fleet, measured(it, fleet))


def records(name: str, fleet: Fleet, found: Measured) -> list[Record]:
    """All numbers of one fleet's night."""
    numbers: dict[str, tuple[float, str]] = {
        "seconds": (round(found.seconds, 1), "s from the command's start to its end, settled and published"),
        "readings_per_s": (round(found.readings / found.seconds), "readings/s, settled and published"),
        **_steps(found),
        "cpu_s": (round(found.cpu_s, 1), "CPU s of the run, without the servers"),
        "peak_rss_mib": (found.resident_mib["run"], "MiB, all processes of the run, shared pages counted in each"),
        "servers_rss_mib": (found.resident_mib["mariadb"] + found.resident_mib["s3proxy"], "MiB, MariaDB and S3"),
        "readings": (found.readings, "readings"),
        **_paper(found),
        "raw_bytes": (round(found.raw_bytes / found.readings, 2), f"bytes a reading in {found.objects} objects"),
    }
    command, conditions = f"make bench ONLY={name}", f"{fleet.words}; {WORDS}"
    return [
        Record(f"settle.{fleet.name}.{key}", value, unit, command, conditions) for key, (value, unit) in numbers.items()
    ]


def _paper(found: Measured) -> dict[str, tuple[float, str]]:
    """What the measured rate makes of 30 G readings, which are 1.8 TB as text: a cluster is known to take 50 minutes.

    A partition never waits for another, so that more cores take more of them at once; loading counts in full.
    """
    cores = os.cpu_count() or 1
    core_minutes = MANY * found.seconds / found.readings * cores / 60
    return {
        "paper_minutes": (round(core_minutes / 4), "minutes for 30 G readings on 4 cores, by this rate"),
        "paper_cores": (math.ceil(core_minutes / 50), "cores for 30 G readings in 50 minutes, by this rate"),
        "paper_core_alone": (
            math.ceil(core_minutes / 50 * found.steps["settle"] / found.seconds),
            "cores for the same by the step `settle` alone",
        ),
    }


def gate_met(name: str, found: list[Record]) -> bool:
    """Whether it was fast and small enough."""
    values = {record.name.rpartition(".")[2]: record.value for record in found}
    seconds = GATES_S.get(name)
    if values["peak_rss_mib"] > GATE_MIB or (seconds and values["seconds"] > seconds):
        print(f"{name}: {values['seconds']} s, {values['peak_rss_mib']:,} MiB; the gate is {seconds} s, {GATE_MIB} MiB")
        return False
    return True


def _steps(found: Measured) -> dict[str, tuple[float, str]]:
    of = {"settle": found.readings, "publish": found.rows, "load": found.rows}
    kind = {"settle": "readings", "publish": "rows", "load": "rows"}
    steps = {}
    for name, seconds in found.steps.items():
        rate = f"; {of[name] / max(seconds, 0.1):,.0f} {kind[name]}/s" if name in of else ""
        steps[f"step.{name.replace(' ', '_')}"] = (seconds, f"s{rate}")
    return steps
