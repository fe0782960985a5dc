"""Programs the machine already has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from infra.place import Place

_BESIDES = ("/usr/sbin", "/usr/local/sbin")  # servers lie there, and an ordinary PATH leaves it out


def installed(place: Place, program: str) -> Iterator[Path]:
    """Every executable of that name on PATH, in its order, but never what an earlier set-up has put there itself."""
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), *_BESIDES):
        path = Path(folder) / program
        if path.is_file() and os.access(path, os.X_OK) and not ours(place, path):
            yield path.resolve()


def ours(place: Place, path: Path) -> bool:
    """Whether the path leads through the runtime, so that a link made of it could lead to itself."""
    return path.absolute().is_relative_to(place.runtime) or path.resolve().is_relative_to(place.runtime)
