"""Stops every stack of this checkout and deletes whatever is not in git; standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from infra.place import Place
from infra.problem import Problem

_MADE = (".concord", ".venv", ".venv-stream", "web/node_modules", "web/dist", ".hypothesis")
_CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache")


def clean(place: Place) -> None:
    """Raises Problem, and deletes nothing, where a stack does not stop. `.env` stays."""
    for data in _stacks(place):
        _down(place, data)
    for name in (*_MADE, *_CACHES):
        shutil.rmtree(place.root / name, ignore_errors=True)
    for cache in [path for path in place.root.rglob("__pycache__") if ".git" not in path.parts]:
        shutil.rmtree(cache, ignore_errors=True)
    print("          what was not in git is gone, but for .env", flush=True)


def _stacks(place: Place) -> list[Path]:
    """The data folders below .concord in which a stack has been up."""
    return [socket.parent.parent for socket in sorted((place.root / ".concord").glob("*/run/supervisor.conf"))]


def _down(place: Place, data: Path) -> None:
    if not place.python.exists():
        raise Problem(f"{data} may have servers running, but .venv is gone; run `make setup` first, then clean.")
    environment = {**os.environ, "CONCORD_DATA_DIR": str(data)}
    done = subprocess.run([str(place.python), "-m", "infra", "down"], cwd=place.root, env=environment, check=False)
    if done.returncode != 0:
        raise Problem(f"The stack in {data} does not stop, so nothing is deleted; see above.")
