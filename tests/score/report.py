"""The results as a table on the terminal, and as SCORES.md with its picture."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rich.console import Console
from rich.table import Table

from contract.alerts import Kind
from tests.score.gates import EVERY_KIND, LEAKS, LIVE_FALSE, MONTHLY, PRECISION, WEEKLY, missed
from tests.score.picture import picture
from tests.score.scoring import OfKind, Result

HERE = Path(__file__).parent
COLUMNS = ("kind", "events", "average precision", "recall, 1 a meter-week", "recall, 1 a meter-month", "false alarms")

HOW = {
    Kind.SPIKE: "every window, beside the batch's baselines of peaks; row spike: before the batch has any",
    Kind.LEVEL_SHIFT: "every hour, in 95 h, beside the batch's baselines; row level_shift: six weeks in view",
}


def rows(result: Result) -> list[tuple[str, ...]]:
    """A row for each kind, then all of them, what they must reach, and those that the live layer seeks as it does."""
    found = [_row(kind.value, each) for kind, each in result.kinds.items()]
    events, false = (sum(getattr(each, name) for each in result.kinds.values()) for name in ("events", "false"))
    total = ("all", f"{events}", f"{result.precision:.3f}", f"{result.weekly:.3f}", f"{result.monthly:.3f}", f"{false}")
    gates = ("at least", "", f"{PRECISION} (each {EVERY_KIND})", f"{WEEKLY} (each {EVERY_KIND})", f"{MONTHLY}", "")
    live = [_row(f"{kind.value}, live", each.kinds[kind]) for kind, each in result.live.items()]
    return [*found, total, gates, *live]


def _row(name: str, each: OfKind) -> tuple[str, ...]:
    measures = (f"{value:.3f}" for value in (each.precision, each.weekly, each.monthly))
    return (name, f"{each.events}", *measures, f"{each.false}")


def notes(result: Result) -> list[str]:
    leaks, of = result.leaks
    (week, month), (recall, false) = result.thresholds, result.as_set
    live = [_live(kind, each) for kind, each in result.live.items()]
    return [
        *live,
        f"Leaks of 0.3 l/min and more found within 48 h: {leaks} of {of} (at least {LEAKS:.0%}).",
        f"{result.meter_weeks:,.0f} meter-weeks; common thresholds {week:.2f} and {month:.2f} of every criterion.",
        f"At the criteria as they are set: event recall {recall:.3f}, {false:.3f} false alarms a meter-month.",
        f"Seeds {', '.join(str(case.seed) for case in result.cases)}.",
    ]


def _live(kind: Kind, found: Result) -> str:
    recall, false = found.as_set
    return (
        f"{kind.value}, live: {HOW[kind]}. At its criterion as it is set: event recall {recall:.3f}, "
        f"{false:.3f} false alarms a meter-month (at most {LIVE_FALSE})."
    )


def show(result: Result) -> None:
    """On the terminal."""
    table = Table(title="Anomalies found")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "kind" else "right")
    for row in rows(result):
        table.add_row(*row, end_section=row[0] in (list(result.kinds)[-1].value, "at least"))
    console = Console(highlight=False)
    console.print(table)
    for note in notes(result):
        console.print(note, soft_wrap=True)


def write(result: Result, command: str, seconds: float) -> None:
    """tests/score/SCORES.md and precision-recall.svg."""
    lines = [
        "# How well anomalies are found",
        "",
        "Definitions: [measures.py](measures.py). Seeds: [seeds.py](seeds.py).",
        "",
    ]
    lines += [f"| {' | '.join(COLUMNS)} |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows(result)]
    lines += ["", *(f"- {note}" for note in notes(result))]
    lines += [f"- `{command}`, commit {commit()}, {seconds:.0f} s."]
    lines += [f"- Not reached: {sentence}." for sentence in missed(result)]
    lines += ["", "![Precision against recall by kind](precision-recall.svg)"]
    (HERE / "SCORES.md").write_text("\n".join(lines) + "\n")
    (HERE / "precision-recall.svg").write_text(picture(result))


def commit() -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
