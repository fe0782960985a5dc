"""`make theft`: how well theft of six kinds is found, on seeds that nobody tuned anything with.

`python -m tests.score.theft --tuning` measures the seeds that may be looked at meanwhile, and writes nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.score.report import commit
from tests.score.theft.scoring import LEAST, Result, missed, run
from tests.score.theft.seeds import GATE, TUNING, Case

FILE = Path(__file__).with_name("THEFT.md")
COLUMNS = ("sort", "thieves", "area under the curve")


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 if an area is too small, 2 for an option that is none."""
    if set(arguments) - {"--tuning"}:
        print("`python -m tests.score.theft` knows only --tuning, for the seeds to tune with.", file=sys.stderr)
        return 2
    started, chosen = time.monotonic(), TUNING if arguments else GATE
    result = run(chosen)
    show(result, chosen)
    if not arguments:
        FILE.write_text(written(result, chosen, time.monotonic() - started))
    if phrases := missed(result):
        print(f"Theft is not found well enough: {'; '.join(phrases)}.", file=sys.stderr)
    return 1 if phrases else 0


def rows(result: Result) -> list[tuple[str, str, str]]:
    """A row for each sort, then all, then what they must reach."""
    found = [(name, f"{result.thieves[name]}", f"{area:.3f}") for name, area in result.auc.items()]
    return [*found, ("each at least", "", f"{LEAST:.2f}")]


def notes(result: Result, chosen: Sequence[Case]) -> list[str]:
    """What the numbers stand on."""
    seeds = ", ".join(str(case.seed) for case in chosen)
    return [
        f"{result.customers:,} customers of feeders of up to 25, {chosen[0].days} days, seeds {seeds}.",
        f"Of as many first suspects as a fleet has thieves, {result.first:.0%} are thieves.",
        "Meters of class 1 that read once a minute, losses of 2 to 5 % by feeder; misleading: homes that use more or"
        " less, meters that stand still, gaps, outages, holidays.",
    ]


def show(result: Result, chosen: Sequence[Case]) -> None:
    """On the terminal."""
    table = Table(title="Thieves found")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "sort" else "right")
    for row in rows(result):
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    for note in notes(result, chosen):
        console.print(note, soft_wrap=True)


def written(result: Result, chosen: Sequence[Case], seconds: float) -> str:
    """The same as a page."""
    lines = ["# How well theft is found", "", "Definitions: [scoring.py](scoring.py). Seeds: [seeds.py](seeds.py).", ""]
    lines += [f"| {' | '.join(COLUMNS)} |", "|---|---:|---:|", *(f"| {' | '.join(row)} |" for row in rows(result)), ""]
    lines += [f"- {note}" for note in notes(result, chosen)]
    lines += [f"- `make theft`, commit {commit()}, {seconds:.0f} s."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
