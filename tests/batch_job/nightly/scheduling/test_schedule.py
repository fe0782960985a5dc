"""The nightly moment: after the last zone's midnight and grace, once a day, and what was missed at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from confluent_kafka import KafkaError, KafkaException
from sqlalchemy import create_engine

from batch_job.nightly.scheduling.schedule import last_zone, moment_after
from batch_job.nightly.scheduling.scheduler import AGAIN_S, Nightly, Scheduler, look_until

ZONES = ["America/New_York", "Pacific/Honolulu", "America/Denver"]
GRACE_MS = 600_000


def _utc(words: str) -> int:
    return round(datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp() * 1000)


def test_it_is_after_the_last_midnight_and_grace() -> None:
    moment = moment_after(_utc("2026-03-07T23:00"), ZONES, GRACE_MS)
    assert moment == _utc("2026-03-08T10:10")
    assert moment_after(moment - 1, ZONES, GRACE_MS) == moment
    assert moment_after(moment, ZONES, GRACE_MS) == _utc("2026-03-09T10:10")
    assert last_zone(moment, ZONES) == "Pacific/Honolulu"


def test_a_clock_change_moves_it() -> None:
    zones = ["America/New_York"]
    assert moment_after(_utc("2026-03-07T12:00"), zones, GRACE_MS) == _utc("2026-03-08T05:10")
    assert moment_after(_utc("2026-03-08T12:00"), zones, GRACE_MS) == _utc("2026-03-09T04:10")


@dataclass
class World:
    """A clock, a horizon, and a settlement that may fail; `settled` are the moments at which one succeeded."""

    now: int | None = None
    horizon: int | None = None
    fails: bool = False
    settled: list[int] = field(default_factory=list)

    def scheduler(self) -> Scheduler:
        return Scheduler(lambda: self.now, lambda: ZONES, lambda: self.horizon, self._settle, GRACE_MS)

    def _settle(self) -> bool:
        if not self.fails:
            self.settled.append(self.now or 0)
        return not self.fails


def test_it_settles_once_a_night() -> None:
    world = World()
    scheduler = world.scheduler()
    assert scheduler.look()  # nobody has sent anything
    night = _utc("2026-03-08T10:10")
    for world.now in (night - 3_600_000, night - 1, night, night + 60_000, night + 3_600_000):
        assert scheduler.look()
    assert world.settled == [night]


def test_a_settlement_that_failed_is_tried_again() -> None:
    night = _utc("2026-03-08T10:10")
    world = World(now=night - 1)
    scheduler = world.scheduler()
    scheduler.look()
    world.now, world.fails = night + 1, True
    assert not scheduler.look()
    world.fails, world.now = False, night + 600_001
    assert scheduler.look()
    assert world.settled == [night + 600_001]


def test_what_was_missed_while_it_was_away_is_settled_at_once() -> None:
    now = _utc("2026-03-10T15:00")
    two_nights_ago = World(now=now, horizon=_utc("2026-03-08T10:00"))
    two_nights_ago.scheduler().look()
    assert two_nights_ago.settled == [now]
    last_night = World(now=now, horizon=_utc("2026-03-10T10:00"))
    last_night.scheduler().look()
    assert last_night.settled == []


@dataclass
class Waits(Event):
    """Waits in no time, and is set after so many of them."""

    most: int
    seconds: list[float | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        if len(self.seconds) == self.most:
            self.set()
        return self.is_set()


def test_it_outlives_servers_that_are_away() -> None:
    """It ended, and after some minutes of that nobody started it any more."""
    night = _utc("2026-03-08T10:10")
    world, stop = World(now=night - 1), Waits(4)
    away = iter([_no_broker, create_engine("mysql+pymysql://concord@127.0.0.1:1/concord").connect])

    def zones() -> list[str]:
        for ask in away:
            ask()
        world.now = night
        return ZONES

    scheduler = world.scheduler()
    scheduler.zones = zones
    look_until(stop, scheduler, 60)
    assert stop.seconds == [AGAIN_S, AGAIN_S, 60, 60]
    assert world.settled == [night]


def _no_broker() -> None:
    raise KafkaException(KafkaError(KafkaError._ALL_BROKERS_DOWN))


def test_the_archive_is_compacted_before_and_once_a_night_and_keeps_no_settlement_from_it() -> None:
    ran: list[str] = []
    failing = {"compact"}

    def run(verb: str) -> bool:
        ran.append(verb)
        return verb not in failing

    night = Nightly(run)
    assert night()
    assert ran == ["compact", "settle"]
    ran.clear()
    failing = {"settle"}
    assert not night()
    assert not night()
    failing = set()
    assert night()
    assert ran == ["compact", "settle", "settle", "settle"]
    ran.clear()
    assert night()
    assert ran == ["compact", "settle"]
