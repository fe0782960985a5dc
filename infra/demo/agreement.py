"""Compares merged answers of the API with the simulator's own truth: fifty homes and every county, to the integer."""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select

from contract.tables.registry import counties
from contract.windows import INTERVAL_MS, MINUTE_MS
from infra import native
from infra.demo.homes import compared_homes
from infra.demo.visitor import Visitor
from infra.problem import Problem

Truth = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Comparison:
    """How many totals were compared, and a sentence for each that differs."""

    homes: int
    counties: int
    differences: list[str]

    @property
    def compared(self) -> int:
        return self.homes + self.counties


def compare(it: native.Stack, visitor: Visitor) -> Comparison:
    """From the simulation's first reading to the last interval that ended a minute ago. Raises Problem."""
    start = _origin(it)
    stop = (int(time.time() * 1000) - MINUTE_MS) // INTERVAL_MS * INTERVAL_MS
    truth = _truth(it, start, stop)

    def difference(whose: str, utility: str, expected: int) -> str | None:
        kind, number = whose.split()
        ask = visitor.home_total if kind == "user" else visitor.county_total
        found = ask(int(number), utility, start, stop)
        return None if found == expected else f"{whose} {utility}: answered {found}, true {expected}"

    asked = [(whose, utility, amount) for whose, used in truth.items() for utility, amount in used.items()]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda question: difference(*question), asked))
    homes = sum(whose.startswith("user") for whose, _, _ in asked)
    return Comparison(homes, len(asked) - homes, [sentence for sentence in found if sentence])


def _origin(it: native.Stack) -> int:
    path = Path(it.folders.data) / "simulation.json"
    if not path.exists():
        raise Problem(
            f"There is no {path}, which the simulator writes when it starts; read its log in {it.folders.logs}."
        )
    return int(json.loads(path.read_text())["origin"])


def _truth(it: native.Stack, start: int, stop: int) -> Truth:
    wanted = [word for user_id in compared_homes(it.settings) for word in ("--user", str(user_id))]
    wanted += [word for county in _counties(it) for word in ("--county", str(county))]
    instants = ["--from", _iso(start), "--until", _iso(stop), "--json"]
    command = [str(it.place.python), "-m", "simulator", "truth", *instants, *wanted]
    environment = native.child_environment(it)
    done = subprocess.run(command, env=environment, cwd=it.place.root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"The simulator does not tell its truth: {done.stderr.strip()[-500:]}")
    usage: Truth = json.loads(done.stdout)["usage"]
    return usage


def _iso(instant: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(instant / 1000))


def _counties(it: native.Stack) -> list[int]:
    engine = create_engine(it.settings.mysql_url)
    with engine.connect() as connection:
        found = list(connection.scalars(select(counties.c.county).where(counties.c.county > 0)))
    engine.dispose()
    return found
