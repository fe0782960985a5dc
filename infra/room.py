"""Whether there is room on the disk: servers that find none end in ways that do not name it."""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.problem import Problem

RUNNING_GIB = 1.0  # what running servers may write before somebody looks again


def lack(folder: Path, needed_gib: float) -> str | None:
    """One sentence if fewer GiB are free where `folder` is, or will be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free / 2**30
    if free >= needed_gib:
        return None
    return f"{folder} has {free:.1f} GiB free and {needed_gib:.0f} are needed; free some space and run it again."


def check(folder: Path, needed_gib: float) -> None:
    """Raises Problem with that sentence."""
    if sentence := lack(folder, needed_gib):
        raise Problem(sentence)
