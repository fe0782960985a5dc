"""Bytes that are no report go to topic `quarantine`, before their offset is committed."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from batch_job.archive.arrivals import Arrivals
from contract.settings import Settings
from contract.topics import QUARANTINE
from contract.validity import Fault


def entry(arrivals: Arrivals, number: int, settings: Settings) -> tuple[bytes, bytes]:
    """Key and value for the message at position `number`; the same message gives the same key however often."""
    place = (settings.topic(arrivals.topic), arrivals.partition, int(arrivals.offsets[number]))
    body = {
        "reason": Fault.UNDECODABLE.name.lower(),
        **dict(zip(("topic", "partition", "offset"), place, strict=True)),
        "stamp": int(arrivals.stamps[number]),
        "value": b64encode(arrivals.values[number]).decode(),
    }
    return "-".join(map(str, place)).encode(), json.dumps(body, sort_keys=True).encode()


class Quarantine:
    """Sends entries and waits until the broker has them all."""

    def __init__(self, producer: Any, settings: Settings) -> None:
        self._producer, self._settings = producer, settings

    def send(self, arrivals: Arrivals, refused: list[int]) -> None:
        """Produces one entry per refused message; they are only sure after `wait`."""
        for number in refused:
            key, value = entry(arrivals, number, self._settings)
            self._producer.produce(self._settings.topic(QUARANTINE.name), key=key, value=value)

    def wait(self, seconds: float = 30) -> None:
        """Raises TimeoutError if the broker has not taken all entries."""
        left = self._producer.flush(seconds)
        if left:
            raise TimeoutError(f"{left} quarantined messages not taken by the broker in {seconds:.0f} s")
