"""Processes of a benchmark that end with it, whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from contract.settings import Settings
from infra import native
from infra.stack.supervisor import MARK

LEAVE_S = 120


def environment(it: native.Stack, settings: Settings | None = None) -> dict[str, str]:
    """Of a process that works on the stack, under other settings if given. By the stack's mark `down` finds it, too."""
    own = native.environment(settings or it.settings)
    return {**os.environ, **own, MARK: str(it.folders.data), "JAVA_HOME": str(it.place.java_home)}


@contextmanager
def started(it: native.Stack, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m <words>` under the settings of the stack; killed if it still runs at the end."""
    command = [sys.executable, "-m", *words]
    # a group of its own, so that Ctrl-C reaches only us, and we end it
    with subprocess.Popen(
        command, env=environment(it), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Asks it to end, and gives what it said on both channels. Raises AssertionError if it failed."""
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=LEAVE_S)
    if process.returncode:
        raise AssertionError(f"{process.args!r} ended with {process.returncode}: {said[1][-2000:]}")
    return said
