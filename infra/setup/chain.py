"""The set-up from first to last: everything a stack needs, fetched or found, in one order."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from contract.settings import read_env_file
from infra.place import Place
from infra.setup import jars, java, machine, mariadb, openmp, python, redis, stream_jar, web
from infra.setup.step import Step, run


def install(place: Place) -> None:
    """Leave both environments, all servers and the pages ready. A second call takes a moment. Raises Problem."""
    started = time.monotonic()
    environment = {**read_env_file(place.root / ".env"), **os.environ}
    stamps = place.runtime / "stamps"
    machine.check(place.root, installed=(stamps / "web-pages").exists())
    place.runtime.mkdir(parents=True, exist_ok=True)
    with _alone(place.runtime / "setup.lock"):
        for step in _steps(place, environment):
            run(step(), stamps)
    print(f"{time.monotonic() - started:7.1f} s in all; everything is installed", flush=True)


def _steps(place: Place, environment: Mapping[str, str]) -> tuple[Callable[[], Step], ...]:
    """Each made when its turn comes, because a step may look at what an earlier one has left."""
    servers: tuple[Callable[[], Step], ...] = (
        lambda: python.boot(place),
        lambda: python.environment(place, "serve", ".venv", "Python environment"),
        lambda: python.environment(place, "stream", ".venv-stream", "Python environment of the stream job"),
        lambda: openmp.step(place),
        lambda: java.step(place, environment),
        lambda: jars.step(place, environment),
        lambda: stream_jar.step(place),
        lambda: redis.step(place),
        lambda: mariadb.step(place),
    )
    pages = (lambda: web.node(place), lambda: web.packages(place), lambda: web.pages(place))
    return servers + pages


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two set-ups at once would undo each other's work, so the second waits."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("          another set-up is running here; waiting for it ...", flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
