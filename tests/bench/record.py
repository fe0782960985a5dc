"""A measured number, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.bench.drawing import Series, draw

FOLDER = Path(__file__).parent
JSON_FILE, PAGE = FOLDER / "results.json", FOLDER / "RESULTS.md"
MEASURED_WITH = ("command", "commit", "machine", "conditions")
HEAD = """# Measured

Made by `make bench`; every number is the median of its runs, on what is committed, with its result checked.
"""


@dataclass(frozen=True)
class Record:
    """One number as design section 5 names it; `conditions` state fleet, cadence and what else was running.

    `peers` are the same number of others; `series` is its course over the run, drawn beside RESULTS.md.
    """

    name: str
    value: float
    unit: str
    command: str
    conditions: str
    peers: dict[str, float] = field(default_factory=dict)
    series: Series = field(default_factory=list)


def keep(records: list[Record]) -> None:
    """Replaces the numbers of these names and leaves the others."""
    rows = {row["name"]: row for row in (json.loads(JSON_FILE.read_text()) if JSON_FILE.exists() else [])}
    for record in records:  # what is measured again moves to where its neighbours of today are
        rows.pop(record.name, None)
    rows |= {record.name: {**asdict(record), "commit": _commit(), "machine": _machine()} for record in records}
    JSON_FILE.write_text(json.dumps(list(rows.values())).replace('}, {"name"', '},\n {"name"') + "\n")
    PAGE.write_text(HEAD + "".join(sections(list(rows.values()))))


def show(records: list[Record]) -> None:
    """Prints them."""
    for record in records:
        others = f"  {_shown(record.peers)}" if record.peers else ""
        print(f"{record.name:48} {_shown(record.value):>14} {record.unit}{others}", flush=True)


def sections(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What was measured together stands together, under what it was measured with."""
    for (command, commit, machine, conditions), together in groupby(rows, itemgetter(*MEASURED_WITH)):
        found = list(together)
        yield f"\n## `{command}`\n\n{conditions}. Commit {commit}, {machine}.\n\n"
        peers = any(row["peers"] for row in found)
        yield "| name | value | unit |" + (" peers |" if peers else "") + "\n|---|---:|---|" + "---|" * peers + "\n"
        for row in found:
            cells = [row["name"], _shown(row["value"]), row["unit"], *([_shown(row["peers"])] if peers else [])]
            yield "| " + " | ".join(cells) + " |\n"
        yield from _drawings(found)


def _drawings(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The text that shows the course of those numbers that have one."""
    for row in rows:
        if row.get("series"):
            file = FOLDER / f"{row['name']}.svg"
            draw(file, f"{row['name']}: {row['unit']}", row["series"])
            yield f"\n![{row['name']} over time: {row['unit']}]({file.name})\n"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    if isinstance(value, float) and abs(value) < 1000:
        return f"{value:,.6g}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _commit() -> str:
    shown = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return shown.stdout.strip()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return f"{os.cpu_count()} cores, {memory} GiB, {platform.machine()}"
