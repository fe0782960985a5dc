"""One run of the tests on a stack of its own, beside whatever else is running."""

from __future__ import annotations

import fcntl
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from infra import native
from infra.interrupts import interruptible, undisturbed
from infra.problem import Problem
from infra.stack.parts import all_but

_LEAVE_S = 60  # pytest ends its own servers and namespaces after Ctrl-C


def run(it: native.Stack, arguments: Sequence[str], keep: bool, parts: Sequence[str] = ()) -> int:
    """Run pytest on the stack, all of it or these parts, and return its code. Raises Problem.

    Afterwards nothing is left, unless it is to be kept. A stack that an earlier run has kept is used as it stands.
    """
    with _alone(it), interruptible():
        try:
            if not it.supervisor.running():
                _clear(it)
            # tests settle when they like, and the scheduler would come between
            native.up(it, list(parts) or all_but(it.parts, "scheduler"))
            return _pytest(it, arguments)
        finally:
            if not keep:
                with undisturbed():
                    _clear(it)


def _pytest(it: native.Stack, arguments: Sequence[str]) -> int:
    environment = native.child_environment(it)
    command = [str(it.place.python), "-m", "pytest", *arguments]
    with subprocess.Popen(command, env=environment, cwd=it.place.root) as running:
        try:
            code = running.wait()
        except BaseException as ending:
            # With Ctrl-C the terminal has told pytest already, and twice would cut its own tidying short.
            if not isinstance(ending, KeyboardInterrupt):
                running.send_signal(signal.SIGINT)
            _leave(running)
            raise
    return code if code >= 0 else 128 - code


def _leave(running: subprocess.Popen[bytes]) -> None:
    try:
        running.wait(_LEAVE_S)
    except subprocess.TimeoutExpired:
        running.kill()


def _clear(it: native.Stack) -> None:
    native.down(it, [])
    shutil.rmtree(it.folders.data, ignore_errors=True)


@contextmanager
def _alone(it: native.Stack) -> Iterator[None]:
    """Two runs on one stack would pull it from under each other."""
    lock = it.folders.data.with_name(it.folders.data.name + ".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"Another test run is going on in {it.folders.data}; wait for it or end it.") from None
        yield
