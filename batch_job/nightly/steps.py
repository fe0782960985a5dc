"""How long each step of a settlement takes, in the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Logs the seconds that its block took; a block that raises is no step."""
    begun = time.monotonic()
    yield
    log.info("step", name=name, seconds=round(time.monotonic() - begun, 1))
