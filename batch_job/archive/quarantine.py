"""Bytes that are no report go to topic `quarantine`, before their offset is committed."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from batch_job.archive.arrivals import Arrivals
from batch_job.problem import Problem
from contract.settings import Settings
from contract.topics import QUARANTINE
from contract.validity import Fault

MOST_BYTES = 700_000  # of a value: in base64 it stays below the megabyte that every broker takes unless told otherwise
LOOK_S = 1.0  # for the broker's answers while the producer is full


class BrokerAwayError(ConnectionError):
    """The broker took nothing; it may do so later."""


def entry(arrivals: Arrivals, number: int, settings: Settings) -> tuple[bytes, bytes]:
    """Key and value for the message at position `number`; the same message gives the same key however often.

    What no message to the quarantine could carry is cut, and told by its length and hash.
    """
    place = (settings.topic(arrivals.topic), arrivals.partition, int(arrivals.offsets[number]))
    value = arrivals.values[number]
    cut = {"length": len(value), "sha256": sha256(value).hexdigest()} if len(value) > MOST_BYTES else {}
    body = {
        "reason": Fault.UNDECODABLE.name.lower(),
        **dict(zip(("topic", "partition", "offset"), place, strict=True)),
        "stamp": int(arrivals.stamps[number]),
        "value": b64encode(value[:MOST_BYTES]).decode(),
        **cut,
    }
    return "-".join(map(str, place)).encode(), json.dumps(body, sort_keys=True).encode()


class Quarantine:
    """Sends entries and waits until the broker has them all."""

    def __init__(self, producer: Any, settings: Settings) -> None:
        self._producer, self._settings = producer, settings
        self._refused: list[str] = []  # reasons; never emptied, for nothing after such an entry may be committed

    def send(self, arrivals: Arrivals, refused: list[int]) -> None:
        """Produces one entry per refused message; they are only sure after `wait`."""
        for number in refused:
            self._produce(*entry(arrivals, number, self._settings))
        self._producer.poll(0)

    def wait(self, seconds: float = 30) -> None:
        """Raises BrokerAwayError if it has not taken all entries yet, and Problem if it never will."""
        left = self._producer.flush(seconds)
        if self._refused:
            raise Problem(
                f"{len(self._refused)} entries of the quarantine are lost, the first because of: {self._refused[0]}. "
                "Their messages are not committed and will be read again; start the archive anew."
            )
        if left:
            raise BrokerAwayError(f"{left} quarantined messages not taken in {seconds:.0f} s")

    def _produce(self, key: bytes, value: bytes) -> None:
        topic = self._settings.topic(QUARANTINE.name)
        while True:
            try:
                self._producer.produce(topic, key=key, value=value, on_delivery=self._delivered)
            except BufferError:  # what the broker takes, or does not take in time, makes room
                self._producer.poll(LOOK_S)
            else:
                return

    def _delivered(self, error: Any, _: Any) -> None:
        if error is not None:
            self._refused.append(error.str())
