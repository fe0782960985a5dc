"""Names in the runtime for programs that lie elsewhere."""

from __future__ import annotations

from pathlib import Path


def link(name: Path, program: Path) -> None:
    """Let `name` lead to `program`, whatever it led to before."""
    name.parent.mkdir(parents=True, exist_ok=True)
    name.unlink(missing_ok=True)
    name.symlink_to(program)
