"""Tariffs on file: all versions, who has them today, and the door by which another comes in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from api.models.tariffs import NewVersion, TariffOnFile, TariffVersion
from contract.prices.on_file import put_on_file
from contract.tables.tariffs import tariff_assignments, tariffs
from contract.tariffs import sha256_of
from contract.windows import Clock

ASSIGNED = tariff_assignments.c


class AlreadyOnFileError(ValueError):
    """The newest version is this very document, in force from the same day."""


class TariffReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def all(self) -> list[TariffOnFile]:
        """In order of utility and name."""
        query = select(tariffs).order_by(tariffs.c.utility, tariffs.c.tariff_id, tariffs.c.version.desc())
        today = datetime.fromtimestamp(self._clock() / 1000, UTC).date()
        with self._engine.connect() as connection:
            having = _having(connection, today)
            rows = connection.execute(query).all()
        grouped = groupby(rows, key=lambda row: row.tariff_id)
        return [_on_file(tariff_id, own, having.get(tariff_id, 0)) for tariff_id, own in grouped]

    def put(self, tariff_id: str, body: NewVersion) -> int:
        """Records a version; gives its number. Raises DocumentError and AlreadyOnFileError, and writes nothing then."""
        text = json.dumps(body.document, indent=2)
        with self._engine.begin() as connection:
            newest = connection.execute(
                select(tariffs).where(tariffs.c.tariff_id == tariff_id).order_by(tariffs.c.version.desc()).limit(1)
            ).first()
            if newest and (newest.sha256, newest.valid_from) == (sha256_of(text), body.valid_from):
                raise AlreadyOnFileError(str(newest.version))
            return put_on_file(connection, tariff_id, body.valid_from, text, self._clock())


def _having(connection: Connection, today: date) -> dict[str, int]:
    """Service points by the tariff that they have on a day; of several assignments the last to begin counts."""
    order = (ASSIGNED.valid_from.desc(), ASSIGNED.version.desc())
    place = func.row_number().over(partition_by=(ASSIGNED.utility, ASSIGNED.user_id), order_by=order)
    begun = select(ASSIGNED.tariff_id, ASSIGNED.valid_to, place.label("place")).where(ASSIGNED.valid_from <= today)
    newest = begun.subquery()
    lasting = newest.c.valid_to.is_(None) | (newest.c.valid_to >= today)
    query = select(newest.c.tariff_id, func.count()).where(newest.c.place == 1, lasting).group_by(newest.c.tariff_id)
    return {tariff_id: int(count) for tariff_id, count in connection.execute(query)}


def _on_file(tariff_id: str, rows: Iterable[Any], service_points: int) -> TariffOnFile:
    versions = list(rows)
    return TariffOnFile(
        tariff_id=tariff_id,
        utility=versions[0].utility,
        service_points=service_points,
        versions=[_version(row) for row in versions],
    )


def _version(row: Any) -> TariffVersion:
    same = ("version", "name", "valid_from", "recorded_at", "sha256")
    return TariffVersion(document=json.loads(row.document), **{name: getattr(row, name) for name in same})
