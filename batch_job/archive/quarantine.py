"""Bytes that are no report go to topic `quarantine`, before their offset is committed."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from batch_job.archive.arrivals import Arrivals
from contract.validity import Fault


def entry(arrivals: Arrivals, number: int) -> tuple[bytes, bytes]:
    """Key and value for the message at position `number`; the same message gives the same key however often."""
    where = {"topic": arrivals.topic, "partition": arrivals.partition, "offset": int(arrivals.offsets[number])}
    body = {
        "reason": Fault.UNDECODABLE.name.lower(),
        **where,
        "stamp": int(arrivals.stamps[number]),
        "value": b64encode(arrivals.values[number]).decode(),
    }
    return "-".join(map(str, where.values())).encode(), json.dumps(body, sort_keys=True).encode()


class Quarantine:
    """Sends entries and waits until the broker has them all."""

    def __init__(self, producer: Any, topic: str) -> None:
        self._producer = producer
        self._topic = topic

    def send(self, arrivals: Arrivals, refused: list[int]) -> None:
        """Produces one entry per refused message; they are only sure after `wait`."""
        for number in refused:
            key, value = entry(arrivals, number)
            self._producer.produce(self._topic, key=key, value=value)

    def wait(self, seconds: float = 30) -> None:
        """Raises TimeoutError if the broker has not taken all entries."""
        left = self._producer.flush(seconds)
        if left:
            raise TimeoutError(f"{left} quarantined messages not taken by the broker in {seconds:.0f} s")
