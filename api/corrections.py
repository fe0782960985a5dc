"""Corrections: the door by which they go to their topic, and what is on record of them in MySQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from api.access import Span
from api.homes import Home
from api.models.corrections import Correction as Body
from contract.corrections import Correction, write_correction
from contract.days import local_day
from contract.reading import Reading
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.tables.corrections import corrections
from contract.tables.registry import meters
from contract.topics import CORRECTIONS, key_of
from contract.windows import SECOND_MS, Clock

PATIENCE_S = 4
MOST = 100
NOT_YET = -1


class AwayError(ConnectionError):
    """Kafka did not take it; nothing is on record."""


class CorrectionDoor:
    """Sends corrections, and lists them; every method is one transaction."""

    def __init__(self, engine: Engine, settings: Settings, clock: Clock) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock

    @cached_property
    def _producer(self) -> Producer:
        wait = {"message.timeout.ms": PATIENCE_S * SECOND_MS, "socket.connection.setup.timeout.ms": 5 * SECOND_MS}
        return Producer({"bootstrap.servers": self._settings.kafka, "acks": "all", "enable.idempotence": True, **wait})

    def meter_at(self, user_id: int, utility: str, at: int) -> int | None:
        """The meter that the registry has there at an instant, UTC ms."""
        own = (meters.c.user_id == user_id, meters.c.utility == utility, meters.c.fitted_from <= at)
        found = select(meters.c.meter_id).where(*own).order_by(meters.c.fitted_from.desc()).limit(1)
        with self._engine.connect() as connection:
            meter_id: int | None = connection.execute(found).scalar()
        return meter_id

    def send(self, utility: str, reading: Reading, reason: str, by: str, stamp: int) -> None:
        """Puts it on record with the next revision, and sends it stamped `stamp` (the data's clock, UTC ms).

        Raises AwayError, and IntegrityError if somebody else corrects the same instant just now.
        """
        identity = {"meter_id": reading.meter_id, "at": reading.at}
        with self._engine.begin() as connection:
            revision = _next_revision(connection, reading)
            values = {"utility": utility, "user_id": reading.user_id, "register": reading.register}
            told = {"demand": reading.demand, "reason": reason, "recorded_by": by, "recorded_at": self._clock()}
            row = {**identity, "revision": revision, **values, **told, "message_offset": NOT_YET}
            connection.execute(insert(corrections), row)
            offset = self._produce(Correction(utility, reading, revision, reason, by), stamp)
            mine = [corrections.c[name] == value for name, value in {**identity, "revision": revision}.items()]
            connection.execute(update(corrections).where(*mine).values(message_offset=offset))

    def _produce(self, correction: Correction, stamp: int) -> int:
        sent: list[tuple[KafkaError | None, int]] = []

        def arrived(error: KafkaError | None, message: Message) -> None:
            sent.append((error, message.offset() or 0))

        topic, key = self._settings.topic(CORRECTIONS.name), key_of(correction.reading.user_id)
        try:
            self._producer.produce(topic, write_correction(correction), key, timestamp=stamp, on_delivery=arrived)
            self._producer.flush(2 * PATIENCE_S)
        except KafkaException as error:
            raise AwayError(str(error)) from None
        if not sent or sent[0][0] is not None:
            raise AwayError(str(sent[0][0]) if sent else "no answer")
        return sent[0][1]

    def of_home(self, home: Home, spans: Sequence[Span]) -> list[Body]:
        """Those of instants that may be seen."""
        wanted = select(corrections).where(corrections.c.user_id == home.user_id)
        order = (corrections.c.recorded_at.desc(), corrections.c.revision.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(*order).limit(MOST)).all()
            seen = [row for row in rows if any(span.start < row.at <= span.end for span in spans)]
            return [_body(row, _settled_by(connection, row, home.zone)) for row in seen]


def _next_revision(connection: Connection, reading: Reading) -> int:
    highest = select(func.max(corrections.c.revision)).where(
        corrections.c.meter_id == reading.meter_id, corrections.c.at == reading.at
    )
    return (connection.execute(highest).scalar() or 0) + 1


def _settled_by(connection: Connection, row: Row[Any], zone: str) -> int | None:
    """The newest published run that settled its day, if that had read the correction.

    One that only closed the day's open evening had not: it begins with a later day, and the rest stands as it was.
    """
    day = (usage_days.c.utility == row.utility, usage_days.c.user_id == row.user_id)
    joined = select(runs.c.run_id, runs.c.corrections_to).join(usage_days, usage_days.c.run_id == runs.c.run_id)
    settled = joined.where(*day, usage_days.c.day == local_day(row.at, zone), runs.c.day_from <= usage_days.c.day)
    published = settled.where(runs.c.state == "published")
    newest = connection.execute(published.order_by(runs.c.run_id.desc()).limit(1)).first()
    return newest.run_id if newest and (newest.corrections_to or 0) > row.message_offset else None


def _body(row: Row[Any], run_id: int | None) -> Body:
    names = ("utility", "meter_id", "at", "register", "demand", "revision", "reason", "recorded_by", "recorded_at")
    return Body(**{name: getattr(row, name) for name in names}, run_id=run_id)
