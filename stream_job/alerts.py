"""Sends alerts to their topic. A repeated alert has the id of the first, so a reader keeps the last of each id."""

from __future__ import annotations

import json
from collections.abc import Sequence

from confluent_kafka import Producer

from contract.settings import Settings
from contract.topics import ALERTS

PATIENCE_S = 30


class AlertSender:
    """A producer that is made with the first alert, for most workers never see one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: Producer | None = None

    def send(self, alerts: Sequence[bytes]) -> None:
        """Returns once the broker has them all. Raises RuntimeError, so that the job goes back to its checkpoint."""
        if not alerts:
            return
        if self._producer is None:
            self._producer = Producer({"bootstrap.servers": self._settings.kafka, "acks": "all"})
        for alert in alerts:
            self._producer.produce(self._settings.topic(ALERTS.name), alert, json.loads(alert)["id"].encode())
        if self._producer.flush(PATIENCE_S):
            raise RuntimeError(f"The broker took no alerts for {PATIENCE_S} s; the job goes on from its checkpoint.")
