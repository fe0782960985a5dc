"""Quix Streams, one process, a window a minute. Run by the race environment: BROKER TARGET SOURCE...

With three report topics, each expands to its 12 readings; with one topic, of JSON, a message is a reading. Prints what
it took, from its first message to its last, as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from typing import Any

from quixstreams import Application
from quixstreams.dataframe.windows import Count, Max, Min, Sum
from quixstreams.models.serializers.protobuf import ProtobufDeserializer

from contract.encoding.report_pb2 import Report
from contract.utilities import TAKEN

MINUTE_MS, QUIET_S = 60_000, 6.0


class Stopwatch:
    """From the first message to the latest, in seconds of the clock and of the processor."""

    def __init__(self) -> None:
        self.first = self.last = self.cpu_first = self.cpu_last = 0.0
        self.messages = 0

    def tick(self) -> None:
        self.messages += 1
        if not self.first:
            self.first, self.cpu_first = time.monotonic(), time.process_time()
        if self.messages % 100 == 0:
            self.last, self.cpu_last = time.monotonic(), time.process_time()

    def taken(self) -> dict[str, float]:
        return {"seconds": self.last - self.first, "cpu_s": self.cpu_last - self.cpu_first}


def main(kafka: str, target: str, sources: list[str]) -> None:
    with tempfile.TemporaryDirectory() as state:
        _race(
            Application(kafka, consumer_group="race-quix", auto_offset_reset="earliest", state_dir=state),
            target,
            sources,
        )


def _race(application: Application, target: str, sources: list[str]) -> None:
    watch, output = Stopwatch(), application.topic(target, value_serializer="json")
    for source in sources:
        readings = _reports(application, source, watch) if len(sources) > 1 else _readings(application, source, watch)
        windows = readings.tumbling_window(MINUTE_MS).agg(
            n=Count(),
            total=Sum("demand"),
            squares=Sum("square"),
            least=Min("demand"),
            most=Max("demand"),
            last_register=Max("register"),
            letter=Max("letter"),
            user_id=Max("user_id"),
        )
        final = windows.final().apply(lambda window: {**window, "closes": window["end"]})
        final.to_topic(output)
    application.run(timeout=QUIET_S)
    print(json.dumps(watch.taken()))


def _reports(application: Application, source: str, watch: Stopwatch) -> Any:
    topic = application.topic(source, value_deserializer=ProtobufDeserializer(Report, to_dict=False))
    letter = next(ord(utility.letter) for utility in TAKEN if source.endswith(utility.name))

    def expand(report: Any) -> list[dict[str, int]]:
        watch.tick()
        columns = zip(report.offset_ms, report.register, report.demand, strict=True)
        return [_reading(letter, report.user_id, report.at + offset, *rest) for offset, *rest in columns]

    frame = application.dataframe(topic).apply(expand, expand=True)
    return frame.set_timestamp(lambda value, *_: value["at"] - 1)


def _readings(application: Application, source: str, watch: Stopwatch) -> Any:
    topic = application.topic(source, value_deserializer="json")

    def widen(row: dict[str, int]) -> dict[str, int]:
        watch.tick()
        return _reading(row["letter"], row["user_id"], row["at"], row["register"], row["demand"])

    frame = application.dataframe(topic).apply(widen)
    return frame.set_timestamp(lambda value, *_: value["at"] - 1)


def _reading(letter: int, user_id: int, at: int, register: int, demand: int) -> dict[str, int]:
    known = {"letter": letter, "user_id": user_id, "at": at, "register": register}
    return {**known, "demand": demand, "square": demand * demand}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
