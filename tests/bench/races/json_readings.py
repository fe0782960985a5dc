"""The readings of a backlog one by one as JSON, in order of time: the form in which most projects send them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import orjson
from confluent_kafka import Producer

from contract.encoding.columns import decode
from contract.utilities import TAKEN, Utility
from tests import report_topics
from tests.bench.races.backlog import JSON, Backlog, fresh_topic
from tests.bench.races.windows import READINGS, Array

CONFIG = {"linger.ms": 50, "batch.size": 1_000_000, "queue.buffering.max.messages": 500_000, "log_level": 0}


def produce_json(backlog: Backlog) -> str:
    """Fills topic `json` of the backlog's namespace, a reading a message, and gives its name."""
    topic = fresh_topic(backlog.settings, JSON)
    producer = Producer({"bootstrap.servers": backlog.settings.kafka, **CONFIG})
    for partition in range(backlog.settings.partitions):
        for row in _in_time(backlog, partition):
            while len(producer) > 400_000:
                producer.poll(0.05)
            key = f"{row['letter']}-{row['user_id']}"  # the service point, by which all racers gather windows
            producer.produce(topic, orjson.dumps(row), key, partition, timestamp=row["at"])
        producer.poll(0)
    if producer.flush(60):
        raise AssertionError("the broker did not take all JSON readings")
    return topic


def _in_time(backlog: Backlog, partition: int) -> Iterator[dict[str, int]]:
    names = ("letter", "user_id", "meter_id", "at", "register", "demand")
    pieces = [_columns(backlog, utility, partition) for utility in TAKEN]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    order = np.argsort(columns[3], kind="stable")
    for values in zip(*(column[order].tolist() for column in columns), strict=True):
        yield dict(zip(names, values, strict=True))


def _columns(backlog: Backlog, utility: Utility, partition: int) -> list[Array]:
    """A value for each reading: letter, user_id, meter_id, at, register, demand."""
    batches = report_topics.tail(backlog.settings, utility, partition)
    values = [message.value() or b"" for batch in batches for message in batch]
    rows, _ = decode(values, READINGS, with_status=False)
    each = [np.repeat(rows[name].astype(np.int64), READINGS) for name in ("user_id", "meter_id", "at")]
    at = each[2] + rows["offset_ms"].astype(np.int64).ravel()
    letter = np.full(len(at), ord(utility.letter))
    return [letter, each[0], each[1], at, rows["register"].ravel(), rows["demand"].astype(np.int64).ravel()]
