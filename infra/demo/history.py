"""`make history`: thirteen months of two hundred homes, settled as one range, in a namespace beside the live one."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Console

from infra import migrate, native, topics
from infra.problem import Problem

NAMESPACE = "history"
PATIENCE_S = 3600
STOP_S = 60


def history(it: native.Stack, homes: int, days: int) -> None:
    """Sends, archives and settles them, and leaves them there. Raises Problem."""
    own = native.stack(replace(it.settings, namespace=NAMESPACE, clock="producer"), it.place)
    started, console = time.monotonic(), Console(highlight=False)

    def tell(words: str) -> None:
        console.print(f"{time.monotonic() - started:7.1f} s [bold]{words}[/bold]", soft_wrap=True)

    topics.create(own.settings)
    migrate.upgrade(own.settings, own.place)
    tell(f"enrolling {homes} homes")
    size = ["--users", str(homes), "--solar", str(own.settings.simulated_solar)]
    _run(own, ["simulator", "enrol", *size])
    tell(f"sending {days} days, a reading a quarter hour")
    # a day's beginning, so that the last day has ended everywhere some hours ago
    end = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
    past = [*size, "--backfill-days", str(days), "--speed", "0", "--from", end, "--until", end]
    with _archive(own):
        _run(own, ["simulator", "run", *past])
        tell("settling all of it as one range, as soon as it is archived")
        _run(own, ["batch_job", "settle", "--wait", str(PATIENCE_S)])
    _run(own, ["batch_job", "runs"])
    tell(f"done; `CONCORD_NAMESPACE={NAMESPACE} python -m batch_job runs` and `bill` read them")


@contextmanager
def _archive(it: native.Stack) -> Iterator[None]:
    """The namespace's own archive, for as long as the block takes."""
    log = it.folders.log(f"archive-{NAMESPACE}")
    with log.open("a") as out:
        command, environment = _command(it, ["batch_job", "archive"]), native.child_environment(it)
        process = subprocess.Popen(command, env=environment, cwd=it.place.root, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            process.wait(STOP_S)


def _run(it: native.Stack, words: Sequence[str]) -> None:
    """Raises Problem; what it says, it says itself."""
    done = subprocess.run(_command(it, words), env=native.child_environment(it), cwd=it.place.root, check=False)
    if done.returncode:
        raise Problem(
            f"`python -m {' '.join(words[:2])}` failed in namespace {NAMESPACE}; put right what it says above."
        )


def _command(it: native.Stack, words: Sequence[str]) -> list[str]:
    return [str(it.place.python), "-m", *words]
