"""How long each step of a settlement takes, and how much of the processors, in the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from batch_job.nightly.cost import cpu_seconds

log = structlog.get_logger()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Logs the seconds that its block took, CPU seconds of whatever runs at once included; raising is no step."""
    begun, spent = time.monotonic(), cpu_seconds()
    yield
    cpu_s = cpu_seconds() - spent
    log.info("step", name=name, seconds=round(time.monotonic() - begun, 1), cpu_s=round(cpu_s, 1))
