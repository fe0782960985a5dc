"""The scheduler: at each nightly moment by the namespace's clock it runs the night's verbs until they succeed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import structlog
from confluent_kafka import KafkaException
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import InterfaceError, OperationalError

from batch_job.nightly import plan
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.report_log import ReportLog
from batch_job.nightly.scheduling.schedule import moment_after
from batch_job.problem import Problem
from contract.settings import Settings
from contract.tables.batch_view import horizons
from contract.windows import SECOND_MS

log = structlog.get_logger()

ROOT = Path(__file__).parents[3]
NIGHTLY = ("compact", "settle")  # so that what is settled lies in few objects
AGAIN_S = 600.0  # after a settlement that failed, or while a server is away
AWAY = (OperationalError, InterfaceError, KafkaException)


@dataclass
class Scheduler:
    """`now` is the namespace's clock, None while it has no reading; `settle` tells whether it succeeded."""

    now: Callable[[], int | None]
    zones: Callable[[], list[str]]
    settled_to: Callable[[], int | None]
    settle: Callable[[], bool]
    grace_ms: int
    _next: int | None = field(default=None)

    def look(self) -> bool:
        """Settles if it is time; False if that failed, so that the caller tries again sooner or later.

        What was missed while no scheduler ran is due at once: the moment after the horizon that was published has gone.
        """
        now, zones = self.now(), self.zones()
        if now is None or not zones:
            return True
        if self._next is None:
            horizon = self.settled_to()
            self._plan(now if horizon is None else horizon + self.grace_ms, zones)
        if self._next is None or now < self._next:
            return True
        if not self.settle():
            return False
        self._plan(now, zones)
        return True

    def _plan(self, after: int, zones: list[str]) -> None:
        self._next = moment_after(after, zones, self.grace_ms)
        log.info("next nightly run", at=self._next)


def keep_settling(settings: Settings, poll_s: float, stop: Event) -> None:
    """Returns once `stop` is set."""
    database, reports = engine(settings), ReportLog(settings, "")  # only its clock is asked
    scheduler = Scheduler(
        now=lambda: _clock(settings, reports),
        zones=lambda: _zones(database),
        settled_to=lambda: _settled_to(database),
        settle=Nightly(_run),
        grace_ms=settings.grace_s * SECOND_MS,
    )
    look_until(stop, scheduler, poll_s)


def look_until(stop: Event, scheduler: Scheduler, poll_s: float) -> None:
    """Looks again and again. A server that is away comes back, and no night may be lost because nobody looks then."""
    while not stop.is_set():
        try:
            well = scheduler.look()
        except AWAY as error:
            log.error("MySQL or Kafka does not answer; looking again", reason=str(error), seconds=AGAIN_S)
            well = False
        stop.wait(poll_s if well else max(poll_s, AGAIN_S))


def _clock(settings: Settings, reports: ReportLog) -> int | None:
    span = reports.span()
    return None if span is None else plan.question(settings, span, None, closed=False).now


def _zones(database: Engine) -> list[str]:
    try:
        return plan.zones(database, None)
    except Problem:  # the registry has no users yet
        return []


def _settled_to(database: Engine) -> int | None:
    """The earliest horizon of all zones."""
    with database.connect() as connection:
        found: int | None = connection.execute(select(func.min(horizons.c.horizon))).scalar()
    return found


@dataclass
class Nightly:
    """The night's verbs, called until they succeed; `run` tells of one whether it did.

    The archive is compacted once a night, so that what this joins is swept a night later, when nobody reads it any
    more. A night without compaction is slow, not wrong.
    """

    run: Callable[[str], bool]
    _compacted: bool = field(default=False)

    def __call__(self) -> bool:
        compact, settle = NIGHTLY
        self._compacted = self._compacted or self.run(compact)
        if not self.run(settle):
            return False
        self._compacted = False
        return True


def _run(verb: str) -> bool:
    """In a process of its own, whose memory goes with it; it inherits these settings."""
    log.info("nightly run", verb=verb)
    code = subprocess.run([sys.executable, "-m", "batch_job", verb], cwd=ROOT, check=False).returncode
    if code:
        log.error("a verb of the night failed; trying again", verb=verb, code=code, seconds=AGAIN_S)
    return code == 0
