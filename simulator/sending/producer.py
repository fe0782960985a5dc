"""The producer: batches to the broker with back-pressure, and no doubt left about what arrived."""

from __future__ import annotations

from collections import Counter, deque
from itertools import repeat
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from contract.settings import Settings
from simulator.run.batches import Batch

IN_FLIGHT = 400_000  # messages waiting for the broker before the sender waits too
ANSWER_S = 300.0  # how long the broker may be away
CONFIG = {
    "acks": "all",
    "enable.idempotence": True,
    "linger.ms": 20,
    "batch.size": 1_000_000,
    "batch.num.messages": 50_000,
    "queue.buffering.max.messages": 2_000_000,
    "queue.buffering.max.kbytes": 1_048_576,
    "message.timeout.ms": round(ANSWER_S * 1000),
    "delivery.report.only.error": True,
}


class SendError(RuntimeError):
    """The broker did not take everything; the message says how much, why and what to do."""


class Sender:
    """Sends batches and counts messages per (topic, partition). Call `close` at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.sent: Counter[tuple[str, int]] = Counter()
        self.failed: Counter[tuple[str, int]] = Counter()
        self._reason: KafkaError | None = None
        self._producer = Producer({**CONFIG, "bootstrap.servers": settings.kafka, "on_delivery": self._delivered})

    def check(self, names: list[str]) -> None:
        """Asks the broker for the topics. Raises SendError if it, or one of them, is not there."""
        try:
            known = self._producer.list_topics(timeout=10).topics
        except KafkaException as error:
            raise SendError(f"No broker answers at {self._settings.kafka} ({error}); start it: make up.") from None
        missing = [self._settings.topic(name) for name in names if self._settings.topic(name) not in known]
        if missing:
            raise SendError(f"The broker has no topic {', '.join(missing)}; create it: python -m infra topics.")

    def send(self, batch: Batch) -> None:
        """Hands a batch over, as soon as there is room."""
        while len(self._producer) > IN_FLIGHT:
            self._producer.poll(0.02)
        topic = self._settings.topic(batch.topic)
        # produce() takes `callback` and `on_delivery` by position, both, before the timestamp
        rest: tuple[Any, ...] = (repeat(batch.partition), repeat(None), repeat(None), repeat(batch.stamp))
        calls = map(self._producer.produce, repeat(topic), batch.values, batch.keys, *rest)
        deque(calls, maxlen=0)  # the loop runs in C
        self.sent[batch.topic, batch.partition] += len(batch.values)
        self._producer.poll(0)

    def idle(self, seconds: float) -> None:
        """Waits, while the broker's answers are attended to."""
        self._producer.poll(seconds)

    def settle(self) -> None:
        """Waits until the broker has answered for everything sent. Raises SendError if it does not."""
        if self._producer.flush(ANSWER_S):
            raise SendError(f"The broker at {self._settings.kafka} has not answered for {ANSWER_S:.0f} s.")

    def settled(self) -> bool:
        """Whether the broker has answered for everything sent."""
        return len(self._producer) == 0

    def acknowledged(self) -> dict[tuple[str, int], int]:
        """Messages the broker holds for certain; to be asked when settled."""
        return {place: count - self.failed[place] for place, count in sorted(self.sent.items())}

    def close(self) -> None:
        """Waits for the broker's last answers. Raises SendError if anything did not arrive."""
        waiting = self._producer.flush(ANSWER_S)
        if lost := sum(self.failed.values()) + waiting:
            why = f"{self._reason}" if self._reason else f"no answer in {ANSWER_S:.0f} s"
            raise SendError(f"The broker did not take {lost} of {sum(self.sent.values())} messages ({why}).")

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        if error:
            name = (message.topic() or "").removeprefix(self._settings.topic(""))
            self.failed[name, message.partition() or 0] += 1
            self._reason = error
