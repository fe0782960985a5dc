"""A measured number, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.drawing import Series, draw

FOLDER = Path(__file__).parent
JSON_FILE, PAGE = FOLDER / "results.json", FOLDER / "RESULTS.md"
HEAD = """# Measured

Made by `make bench`; every row is the median of its runs, on what is committed, with its result checked.

| name | value | unit | peers | conditions | command | commit | machine |
|---|---|---|---|---|---|---|---|
"""
COLUMNS = ("name", "value", "unit", "peers", "conditions", "command", "commit", "machine")


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
    rows |= {record.name: {**asdict(record), "commit": _commit(), "machine": _machine()} for record in records}
    JSON_FILE.write_text(json.dumps(list(rows.values())).replace('}, {"name"', '},\n {"name"') + "\n")
    lines = ["| " + " | ".join(_shown(row[column]) for column in COLUMNS) + " |" for row in rows.values()]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n" + "".join(_drawings(list(rows.values()))))


def show(records: list[Record]) -> None:
    """Prints them."""
    for record in records:
        others = f"  {_shown(record.peers)}" if record.peers else ""
        print(f"{record.name:48} {_shown(record.value):>14} {record.unit}{others}", flush=True)


def _drawings(rows: list[dict[str, Any]]) -> list[str]:
    """The text that shows the course of those numbers that have one."""
    found = []
    for row in rows:
        if row.get("series"):
            file = FOLDER / f"{row['name']}.svg"
            draw(file, f"{row['name']}: {row['unit']}", row["series"])
            found.append(f"\n![{row['name']} over time: {row['unit']}]({file.name})\n")
    return found


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
