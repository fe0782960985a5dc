"""The checkpoints of a namespace on disk, by their names below its folder: the job's number and theirs."""

from __future__ import annotations

import shutil
from pathlib import Path

BEGINNING = ""  # the name of no checkpoint: the topics' beginning


def newest(folder: Path) -> str:
    """The newest complete checkpoint, whichever job made it; BEGINNING if there is none."""
    complete = [path.parent for path in folder.glob("*/chk-*/_metadata")]
    found = max(complete, key=lambda path: (path / "_metadata").stat().st_mtime, default=folder)
    return BEGINNING if found == folder else str(found.relative_to(folder))


def kept(folder: Path, name: str) -> str:
    """`name` if that checkpoint is still there, else BEGINNING."""
    return name if name != BEGINNING and (folder / name / "_metadata").exists() else BEGINNING


def remove_all_but(folder: Path, name: str) -> None:
    """No job can go on from the others any more."""
    for path in folder.glob("*/chk-*"):
        if str(path.relative_to(folder)) != name:
            shutil.rmtree(path)
