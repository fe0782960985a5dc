"""What topic `alerts` has been told, out of the topic: for a live view that has lost it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from contract.alerts import Alert, read_alert
from contract.settings import Settings
from contract.topics import ALERTS

POLLED, WAIT_S = 2000, 0.5
PATIENCE = 40  # times that nothing comes
ERRORS_ONLY = 3
Piece = tuple[list[Alert], int]
"""Alerts, the last of each id, and the offset after them."""
log = structlog.get_logger()


def told_from(settings: Settings, offset: int) -> Iterator[Piece]:
    """What lies on the topic from an offset on, piece by piece; all of it if the topic has no such offset.

    Raises KafkaException.
    """
    options = {"bootstrap.servers": settings.kafka, "group.id": settings.topic("anomalies"), "log_level": ERRORS_ONLY}
    about = {"enable.auto.commit": False, "enable.partition.eof": True, "auto.offset.reset": "earliest"}
    consumer = Consumer({**options, **about})
    try:
        consumer.assign([TopicPartition(settings.topic(ALERTS.name), 0, offset)])
        yield from _pieces(consumer)
    finally:
        consumer.close()


def _pieces(consumer: Consumer) -> Iterator[Piece]:
    empty = count(1)
    ended = False
    while not ended:
        messages: list[Any] = consumer.consume(POLLED, WAIT_S)
        told = [message for message in messages if not message.error()]
        problems = [message.error() for message in messages if message.error()]
        ended = any(problem.code() == KafkaError._PARTITION_EOF for problem in problems)
        if problems and not ended:
            raise KafkaException(problems[0])
        if told:
            newest = {message.key(): message.value() for message in told}
            alerts = [alert for data in newest.values() if (alert := readable(data))]
            yield alerts, told[-1].offset() + 1
        elif not ended and next(empty) >= PATIENCE:
            raise KafkaException(f"The broker gave no alerts for {PATIENCE * WAIT_S:.0f} s.")


def readable(data: bytes) -> Alert | None:
    """None for what is no alert of this version, which the log tells."""
    try:
        return read_alert(data)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("unreadable alert", error=str(error))
        return None
