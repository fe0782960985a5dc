"""`python -m tests.bench.probe`: how long after the broker took a report Redis shows it. Ends when asked to.

Twice a second it looks at the newest reports of a partition, and it asks Redis for them until all are there. A report
counts from the moment before it was looked for, so what is found is too long by up to 0.1 s, never too short.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from typing import Any

import numpy as np
from confluent_kafka import OFFSET_END, Consumer, TopicPartition
from redis import Redis

from contract.encoding.messages import decode
from contract.live_page import page_key, read_header
from contract.reading import Report
from contract.settings import Settings, load
from contract.utilities import TAKEN, Utility
from contract.windows import end
from tests.bench.awaited import Awaited, Took, Waiting

EVERY_S, LOOK_S, PATIENCE_S, AT_ONCE = 0.5, 0.05, 60.0, 100
SPAN_S = 10
EMPTY_S = 0.4  # a partition that brings nothing for so long is left
LIGHT = {"queued.max.messages.kbytes": 2048, "fetch.wait.max.ms": 50, "enable.auto.commit": False, "log_level": 0}


Array = np.ndarray[Any, np.dtype[Any]]


class Probe:
    """Of one namespace. `windows`: reports fill a part of their live window, so the window is awaited as well."""

    def __init__(self, settings: Settings, *, windows: bool) -> None:
        self._settings, self._windows, self._random = settings, windows, random.Random(1)
        self._consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "probe", **LIGHT})
        self._redis = Redis(settings.host, settings.redis_port)
        self.waiting = Waiting()

    def sample(self) -> None:
        """Awaits some of the reports that the broker takes just now."""
        utility, partition = self._random.choice(TAKEN), self._random.randrange(self._settings.partitions)
        before = started = time.time()
        self._consumer.assign([TopicPartition(self._settings.topic(utility.name), partition, OFFSET_END)])
        while time.time() - started < EMPTY_S:
            messages = self._consumer.consume(AT_ONCE, timeout=0.02)
            values = [value for message in messages if not message.error() and (value := message.value())]
            for value in values:
                self._await(utility, decode(value), before)
            if values:
                break
            before = time.time()
        self._consumer.unassign()

    def look(self) -> None:
        """Asks Redis for everything that is awaited."""
        points = self.waiting.points(time.time())
        keys = [page_key(self._settings.redis_prefix(), *point) for point in points]
        names = list(dict.fromkeys(keys))
        found: list[bytes | None] = self._redis.mget(names) if names else []  # type: ignore[assignment]
        pages, now = dict(zip(names, found, strict=True)), time.time()
        for point, key in zip(points, keys, strict=True):
            state = read_header(pages[key], point[1])
            self.waiting.seen(point, state.last_at if state else 0, state.window_end if state else 0, now)

    def _await(self, utility: Utility, report: Report, since: float) -> None:
        at = report.at + report.offset_ms[-1]
        point = utility, report.user_id
        self.waiting.add(Awaited("reading", point, at, since))
        if self._windows:
            closes = end(at, self._settings.live_window_ms)
            self.waiting.add(Awaited("window", point, closes, closes / 1000 + self._settings.delay_s))


def main(windows: bool) -> None:
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    probe, due = Probe(load(), windows=windows), time.time()
    began = due
    stop = float("inf")
    while time.time() < stop and (probe.waiting.points() or not asked):
        if not asked and time.time() >= due:
            due = time.time() + EVERY_S
            probe.sample()
        probe.look()
        stop = min(stop, time.time() + PATIENCE_S) if asked else stop
        # more that is awaited costs more to ask for
        time.sleep(max(LOOK_S, len(probe.waiting.points(time.time())) / 4000))
    found = probe.waiting.finish(time.time())
    print(json.dumps({kind: _summary(took, began) for kind, took in found.items()}))


def _summary(took: list[Took], began: float) -> dict[str, Any]:
    """How many, p50 and p99 of all, and p99 of each ten seconds (with those since it began)."""
    when, seconds = np.array(took).T
    span = ((when - began) // SPAN_S).astype(int)
    worst = [[(at + 1) * SPAN_S, _percentile(seconds[span == at], 99)] for at in np.unique(span).tolist()]
    return {"n": len(took), "p50": _percentile(seconds, 50), "p99": _percentile(seconds, 99), "p99_by_time": worst}


def _percentile(seconds: Array, q: int) -> float:
    return round(float(np.percentile(seconds, q)), 2)


if __name__ == "__main__":
    main("windows" in sys.argv[1:])
