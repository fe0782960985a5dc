"""Which code made a run."""

from __future__ import annotations

import subprocess
from pathlib import Path

UNKNOWN = "unknown"


def commit_id(root: Path) -> str:
    """The commit checked out in `root`, UNKNOWN where there is no repository."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return found.stdout.strip()
