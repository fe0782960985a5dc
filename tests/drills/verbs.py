"""Verbs of the batch layer as processes that may be killed, and that must say in one sentence why they failed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from contract.settings import Settings
from tests.agreement import commands
from tests.drills.patience import PATIENCE_S, until

BEFORE_IT = "concord: "


@dataclass(frozen=True)
class Ended:
    """How a verb ended, what it said on its way, and how long it took."""

    code: int
    said: str
    seconds: float

    @property
    def sentence(self) -> str:
        """What it failed with; fails unless that is one sentence and nothing of Python's own."""
        assert self.code != 0, f"it did not fail: {self.said[-2000:]}"
        assert "Traceback" not in self.said, self.said[-4000:]
        found = [line for line in self.said.splitlines() if line.startswith(BEFORE_IT)]
        assert len(found) == 1, self.said[-4000:]
        return found[0].removeprefix(BEFORE_IT)


@dataclass
class Verb:
    """`python -m batch_job ...` at work; to be waited for or killed."""

    process: subprocess.Popen[bytes]
    out: Path
    began: float = field(default_factory=time.monotonic)
    _said: str | None = None

    def said(self) -> str:
        """All that it has said so far."""
        return self.out.read_text() if self._said is None else self._said

    def wait(self, patience_s: float = 300) -> Ended:
        code = self.process.wait(patience_s)
        self._end()
        return Ended(code, self.said(), time.monotonic() - self.began)

    def kill(self) -> None:
        """kill -9; returns when nothing that it had started is left."""
        try:
            below = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            below = []
        self.process.kill()
        self.process.wait()
        until(lambda: not any(each.is_running() for each in below), "what it had started to end", PATIENCE_S)
        self._end()

    def _end(self) -> None:
        self._said = self.said()
        self.out.unlink(missing_ok=True)


def begin(
    settings: Settings, *words: str, under: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Verb:
    """Starts a verb; `under` is put before its command."""
    with tempfile.NamedTemporaryFile(prefix="concord-drill-", delete=False) as out:
        process = subprocess.Popen(
            [*under, sys.executable, "-m", "batch_job", *words],
            env={**commands.environment(settings), **(environment or {})},
            stdout=out,
            stderr=out,
        )
    return Verb(process, Path(out.name))


def run(settings: Settings, *words: str) -> Ended:
    """A verb from its start to its end."""
    return begin(settings, *words).wait()


def succeed(settings: Settings, *words: str) -> Ended:
    """The same; fails with the verb's own words."""
    ended = run(settings, *words)
    assert ended.code == 0, ended.said[-4000:]
    return ended
