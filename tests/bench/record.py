"""A measured number, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
JSON_FILE, PAGE = FOLDER / "results.json", FOLDER / "RESULTS.md"
HEAD = """# Measured

Made by `make bench`; every row is the median of its runs, on what is committed, with its result checked.

| name | value | unit | conditions | command | commit | machine |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Record:
    """One number as design section 5 names it; `conditions` state fleet, cadence and what else was running."""

    name: str
    value: float
    unit: str
    command: str
    conditions: str
    peers: dict[str, float] = field(default_factory=dict)


def keep(records: list[Record]) -> None:
    """Replaces the numbers of these names and leaves the others."""
    rows = {row["name"]: row for row in (json.loads(JSON_FILE.read_text()) if JSON_FILE.exists() else [])}
    rows |= {record.name: {**asdict(record), "commit": _commit(), "machine": _machine()} for record in records}
    JSON_FILE.write_text(json.dumps(list(rows.values()), indent=1) + "\n")
    columns = ("name", "value", "unit", "conditions", "command", "commit", "machine")
    lines = ["| " + " | ".join(_shown(row[column]) for column in columns) + " |" for row in rows.values()]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n")


def _shown(value: object) -> str:
    return (
        f"{value:,.6g}" if isinstance(value, float) and value < 1000 else f"{value:,}" if _number(value) else str(value)
    )


def _number(value: object) -> bool:
    return isinstance(value, int | float)


def _commit() -> str:
    shown = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return shown.stdout.strip()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return f"{os.cpu_count()} cores, {memory} GiB, {platform.machine()}"
