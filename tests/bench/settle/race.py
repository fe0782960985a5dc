"""The usage rule over the same Parquet by others, each result held against the truth: readings a second, and ratios."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.dataset as ds

from contract.usage import LINE_MS, NEAR_MS, Basis
from contract.utilities import TAKEN
from contract.windows import INTERVAL_MS
from infra import native
from infra.place import Place
from tests.bench.processes import environment
from tests.bench.races.outside import install
from tests.bench.record import Record
from tests.bench.settle.expected import kept
from tests.bench.settle.fleet import FLEETS, START, STOP
from tests.bench.settle.prepare import PLACES, due
from tests.bench.settle.readings import INTERVALS, Kind, made
from tests.bench.settle.run import measured

NAME = "settle-race"
FLEET = FLEETS["settle-1m"]
PEERS = {"spark": "Spark window functions", "duckdb": "DuckDB SQL", "polars": "Polars"}
AIMS = {"spark": 10, "duckdb": 2}
CONDITIONS = (
    f"{FLEET.words}; 2 cores; ours: all rules, from S3 to result objects on S3, the step `settle`; the others: the "
    "usage rule alone, from local files to a local file; start of Spark left out for all; results equal"
)


def race(it: native.Stack) -> list[Record]:
    """Raises AssertionError if a result is wrong."""
    mine = measured(it, FLEET)
    rate = mine.readings / mine.steps["settle"]
    rates = {name: mine.readings / _run(it, name, command) for name, command in _commands(it).items()}
    command = f"make bench ONLY={NAME}"
    others = {PEERS[name]: float(round(each)) for name, each in rates.items()}
    found = [Record("settle.race.readings_per_s", round(rate), "readings/s", command, CONDITIONS, others)]
    for name, each in rates.items():
        unit = f"times as many readings/s as {PEERS[name]}; aim {AIMS.get(name, 1)}"
        found.append(Record(f"settle.race.ratio.{name}", round(rate / each, 1), unit, command, CONDITIONS))
    return found


def _commands(it: native.Stack) -> dict[str, list[str]]:
    numbers = [str(each) for each in (due(it.settings).cutoff, START, STOP, INTERVAL_MS, NEAR_MS, LINE_MS)]
    raw = str(it.folders.of("s3") / it.settings.s3_bucket / f"{it.settings.s3_prefix()}raw")
    ours = [sys.executable, "-m"]
    found = {
        name: [*ours, f"tests.bench.settle.peer_{name}", raw, _target(it, name), numbers[0]]
        for name in ("spark", "duckdb")
    }
    script = str(Path(__file__).with_name("peer_polars.py"))
    found["polars"] = [str(install(Place()).python), script, raw, _target(it, "polars"), *numbers]
    return found


def _target(it: native.Stack, name: str) -> str:
    return str(Path(it.folders.data) / "settle" / f"race-{name}")


def _run(it: native.Stack, name: str, command: list[str]) -> float:
    """Seconds."""
    target = Path(_target(it, name))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    done = subprocess.run(command, env=environment(it), capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{PEERS[name]} ended with {done.returncode}: {done.stderr[-3000:]}")
    seconds = float(done.stdout.split()[-1])
    points = _compare(it, target)
    print(f"{PEERS[name]}: {seconds:.1f} s; {points:,} service points as the truth", flush=True)
    return seconds


def _compare(it: native.Stack, target: Path) -> int:
    """How many were equal. Odd service points, which the rule alone does not settle, are left out."""
    found = ds.dataset(sorted(target.glob("*.parquet"))).to_table(columns=["utility", "user_id", "usage", "basis"])
    compared = 0
    for utility in (each.name for each in TAKEN):
        own = found.filter(pc.equal(found["utility"], utility)).sort_by("user_id")
        users = own["user_id"].to_numpy()
        values, basis = (pc.list_flatten(own[name]).to_numpy().reshape(-1, INTERVALS) for name in ("usage", "basis"))
        for place in (each for each in PLACES if each[0] == utility):
            wanted = kept(Path(it.folders.data) / "settle", place)
            plain = made(FLEET, *place)[0].kind == Kind.PLAIN
            rows = np.searchsorted(users, wanted.day.users[plain])
            known = wanted.day.basis[plain] <= Basis.LINEAR
            same = (values[rows] == np.where(known, wanted.day.values[plain], -1)).all()
            if not same or not ((basis[rows] <= Basis.LINEAR) == known).all():
                raise AssertionError(f"{target.name} says otherwise of {place}")
            compared += int(plain.sum())
    return compared
