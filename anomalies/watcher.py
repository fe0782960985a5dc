"""Looks every live window who is silent, and every quarter hour what the rings tell, and keeps the alerts so."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import structlog
from confluent_kafka import KafkaException
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from anomalies.book import KNOWN_MS, Book, Scope
from anomalies.criteria import Criteria, criteria_of
from anomalies.demands import Demands
from anomalies.detectors.episode import Episode
from anomalies.detectors.outage import Place
from anomalies.feeding import one_meter
from anomalies.folding import folded
from anomalies.history import Array
from anomalies.judging import prices
from anomalies.live_reads import LiveReads
from anomalies.outlet import Outlet
from anomalies.places import Whereabouts, together
from anomalies.registry import Registry, read_registry
from anomalies.ring_pass import RingPass
from anomalies.tick import Heard, not_heard, presents
from contract.alerts import Kind
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.windows import INTERVAL_MS, MINUTE_MS, SECOND_MS, Clock

LOOK_EVERY_S = 0.5
PATIENCE_S = 3.0
REGISTRY_MS = 5 * MINUTE_MS
LEAST_APART = 0.8  # of a live window
SETTLE_MS = 90 * SECOND_MS  # after an interval's end its closing readings may still come, beside the delay
PASSES_APART_MS = 30 * SECOND_MS  # of the machine's clock: on a backlog quarter hours pass by the second
BACKLOG_SPEED = 3  # the data's time passes so much faster than ours when history is being read
CALM_MS = 30 * SECOND_MS  # after history: what it wrote last may be of some homes yet, and not of others
BY_CLOCK: Scope = {(kind, utility) for kind in (Kind.SILENT, Kind.OUTAGE) for utility in UTILITIES}
log = structlog.get_logger()


@dataclass
class Known:
    """The registry as of an instant of the machine's clock, and what hangs on it."""

    at: int
    registry: Registry
    places: dict[Utility, list[Place]]
    demands: dict[Utility, Demands]


@dataclass
class Watcher:
    """One namespace's anomalies; `clock` is the machine's. All state that matters lies in Redis."""

    settings: Settings
    redis: Redis
    engine: Engine
    clock: Clock
    passes_apart_ms: int = PASSES_APART_MS
    _known: Known | None = None
    _last: int = 0
    _present: int = 0  # of the data, at the last look; 0 before the first
    _hurried: int = -CALM_MS  # when the data's time last ran ahead of ours, by the machine's clock
    _passed: int = 0
    _judged: int = 0  # the interval end up to which rings were judged
    _dark: list[Episode] = field(default_factory=list)  # outages told by registers, as of then

    def __post_init__(self) -> None:
        self._outlet = Outlet(self.redis, self.settings)
        self._live = LiveReads(self.redis, self.settings.redis_prefix())
        self._criteria: Criteria = criteria_of(self.settings)
        self._prices = prices(self.settings)
        self._rings = RingPass(self.settings, self.redis)

    def watch(self) -> None:
        """Never returns. While a server is away it waits, and then goes on with what is there."""
        while True:
            try:
                self.look()
            except (RedisError, SQLAlchemyError, KafkaException) as error:
                log.warning("waiting", error=type(error).__name__, reason=str(error).splitlines()[0][:200])
                time.sleep(PATIENCE_S)
            time.sleep(LOOK_EVERY_S)

    def look(self) -> bool:
        """Brings the alerts up to now, if that is due. Raises what the servers' clients raise."""
        wall = self.clock()
        if wall - self._last < LEAST_APART * self.settings.live_window_ms:
            return False
        known = self._registry(wall)
        headers = {utility: self._headers(known, utility) for utility in UTILITIES}
        heard = {utility: self._heard(known, utility, headers[utility]) for utility in UTILITIES}
        now = max((int(each.now.max()) for each in heard.values() if len(each.now)), default=0)
        if now:
            self._bring_up(known, headers, heard, now=now, wall=wall)
        self._last, self._present = wall, now
        return now > 0

    def _is_history(self, now: int, wall: int) -> bool:
        """Whether a backlog may be being read: there readings can be a quarter hour apart, and nobody is silent.

        A first look cannot tell, so it calls nobody silent.
        """
        at_our_pace = self._present + BACKLOG_SPEED * (wall - self._last) + self.settings.live_window_ms
        if self._present and now > at_our_pace:
            self._hurried = wall
        return self._present == 0 or wall - self._hurried < CALM_MS

    def _bring_up(
        self, known: Known, headers: dict[Utility, Array], heard: dict[Utility, Heard], *, now: int, wall: int
    ) -> None:
        began = time.process_time()
        end = (now - SETTLE_MS - self.settings.delay_s * SECOND_MS) // INTERVAL_MS * INTERVAL_MS
        due = end > self._judged and wall - self._passed >= self.passes_apart_ms
        self._outlet.recover()
        book = Book(self._outlet.told(now - KNOWN_MS if due else None), self._prices, self._outlet.forgotten())
        history = self._is_history(now, wall)
        heeded = () if history else UTILITIES
        episodes = one_meter([each for utility in heeded for each in self._silent(known, heard[utility], book)])
        if due:
            judged = self._rings.judge(known.registry, known.demands, headers, end)
            self._dark = [each for each in judged if each.kind is Kind.OUTAGE and each.end is None]
            episodes += judged
        elif not history:
            episodes += self._dark
        kinds = self._rings.due(end) if due else frozenset[Kind]()
        by_rings = {(kind, utility) for kind in kinds for utility in UTILITIES}
        scope = by_rings - BY_CLOCK if history else by_rings | BY_CLOCK  # what the clock told goes on, unheeded
        changed = book.bring_up(folded(_once(episodes)), scope, now, Whereabouts(known.registry).of)
        self._outlet.tell(changed)
        if due:
            self._judged, self._passed = end, wall
            self._rings.done(end)
        if due or changed:
            seconds = round(time.process_time() - began, 3)
            log.info("looked", now=now, judged_to=self._judged, rings=due, changed=len(changed), cpu_s=seconds)

    def _silent(self, known: Known, heard: Heard, book: Book) -> list[Episode]:
        lasting = {alert.id.split("-")[2] for alert in book.lasting(Kind.OUTAGE, heard.utility)}
        return not_heard(heard, known.places[heard.utility], lasting, self._criteria)

    def _headers(self, known: Known, utility: Utility) -> Array:
        headers = self._live.headers(utility, known.registry[utility].user_id)
        known.demands[utility].see(headers)
        return headers

    def _heard(self, known: Known, utility: Utility, headers: Array) -> Heard:
        wall = self.clock() if self.settings.clock == "broker" else None
        user_id, last_at = known.registry[utility].user_id, headers["last_at"].astype("int64")
        now = presents(last_at, user_id, self.settings.partitions, wall, self._criteria)
        return Heard(utility, user_id, last_at, now)

    def _registry(self, wall: int) -> Known:
        """As it was within the last minutes; an empty one is asked for anew, for it is about to be filled."""
        known = self._known
        if known is None or wall - known.at > REGISTRY_MS or not any(len(each) for each in known.registry.values()):
            self._known = known = self._read(wall, known)
        return known

    def _read(self, wall: int, before: Known | None) -> Known:
        registry = read_registry(self.engine)
        resolution, least = self.settings.hotspot_resolution, self.settings.outage_meters
        places = {utility: together(utility, points, resolution, least) for utility, points in registry.items()}
        demands = {utility: _kept_demands(points.user_id, before, utility) for utility, points in registry.items()}
        return Known(wall, registry, places, demands)


def _kept_demands(user_id: Array, before: Known | None, utility: Utility) -> Demands:
    held = before.demands[utility] if before else None
    return held if held and held.user_id.tolist() == user_id.tolist() else Demands(user_id)


def _once(episodes: list[Episode]) -> list[Episode]:
    """An outage that clock and registers both tell is one: the first."""
    told: dict[tuple[Kind, str, str], Episode] = {}
    for each in episodes:
        if each.kind is Kind.OUTAGE and each.end is None:
            told.setdefault((each.kind, each.utility.name, each.where), each)
    return [each for each in episodes if each.kind is not Kind.OUTAGE or each.end is not None or each in told.values()]
