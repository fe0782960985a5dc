"""What a rebuild found, for people."""

from __future__ import annotations

from dataclasses import asdict

from rich.table import Table

from batch_job.rebuild.rebuild import Rebuilt

NAMES = {"day_rows": "day rows", "bills": "bills / their lines", "live": "closing readings of the live view"}


def table(found: Rebuilt) -> Table:
    """Checksums before and after."""
    made = Table("what (number:checksum)", "before", "after", "")
    before, after = asdict(found.before), asdict(found.after)
    for name, words in NAMES.items():
        made.add_row(words, before[name], after[name], "same" if before[name] == after[name] else "differs")
    return made


def differences(found: Rebuilt) -> list[str]:
    """A sentence for each thing that is not what it was; what was not there before counts for none."""
    before, after = asdict(found.before), asdict(found.after)
    changed = [NAMES[name] for name in NAMES if not before[name].startswith("0:") and before[name] != after[name]]
    return [*found.otherwise, *(f"{words} differ" for words in changed)]
