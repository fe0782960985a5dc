"""Feeders' days and suspects out of MySQL: of each day what the greatest night found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from api.models import feeders as models
from api.theft_words import theft_words
from contract.batch_view import read_values
from contract.grid_view import Reason, mean_w, read_evidence
from contract.tables.grid import feeder_days, feeder_nights, theft_suspects
from contract.tables.registry import counties, feeders

DAY, NIGHT, SUSPECT = feeder_days.c, feeder_nights.c, theft_suspects.c


class FeederReads:
    """Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, county: int | None, limit: int, *, with_suspects: bool) -> models.Feeders:
        """The last settled day of each feeder, the nearest to its rating first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_last_days(county, limit)).all()
            nights = _newest_nights(connection)
            counts = _suspect_counts(connection, [night.night_id for night in nights]) if with_suspects else None
        found = [_feeder(row, None if counts is None else counts.get(row.feeder_id, 0)) for row in rows]
        return models.Feeders(feeders=found, zones=[_zone(night) for night in nights])

    def course(self, feeder_id: int, day: date) -> models.FeederCourse | None:
        """A day by interval; None where nothing is settled."""
        wanted = select(feeder_days).where(DAY.feeder_id == feeder_id, DAY.day == day)
        with self._engine.connect() as connection:
            row = connection.execute(wanted.order_by(DAY.night_id.desc()).limit(1)).first()
        return _course(row) if row else None

    def suspects(self, zone: str | None, limit: int) -> models.TheftSuspects:
        """The newest lists, the surest first, meters to be mended last."""
        with self._engine.connect() as connection:
            zones = {night.night_id: night.zone for night in _newest_nights(connection) if zone in (None, night.zone)}
            mended = SUSPECT.reason == Reason.STOPPED.value
            query = select(theft_suspects).where(SUSPECT.night_id.in_(zones))
            rows = connection.execute(query.order_by(mended, SUSPECT.score.desc(), SUSPECT.place).limit(limit))
            return models.TheftSuspects(suspects=[_suspect(row, zones[row.night_id]) for row in rows])


def _last_days(county: int | None, limit: int) -> Select[Any]:
    last = select(DAY.feeder_id, func.max(DAY.day).label("day")).group_by(DAY.feeder_id).subquery()
    counted = (
        select(DAY.feeder_id, DAY.day, func.max(DAY.night_id).label("night_id"))
        .join(last, (last.c.feeder_id == DAY.feeder_id) & (last.c.day == DAY.day))
        .group_by(DAY.feeder_id, DAY.day)
        .subquery()
    )
    same = [counted.c[name] == DAY[name] for name in ("feeder_id", "day", "night_id")]
    query = (
        select(feeder_days, feeders.c.county, counties.c.name, counties.c.state)
        .join(counted, same[0] & same[1] & same[2])
        .join(feeders, feeders.c.feeder_id == DAY.feeder_id)
        .join(counties, counties.c.county == feeders.c.county)
    )
    chosen = query if county is None else query.where(feeders.c.county == county)
    return chosen.order_by((DAY.peak / DAY.rating_w).desc(), DAY.feeder_id).limit(limit)


def _newest_nights(connection: Connection) -> list[Row[Any]]:
    last = select(func.max(NIGHT.night_id)).group_by(NIGHT.zone)
    query = select(feeder_nights).where(NIGHT.night_id.in_(last)).order_by(NIGHT.zone)
    return list(connection.execute(query).all())


def _suspect_counts(connection: Connection, nights: list[int]) -> dict[int, int]:
    query = select(SUSPECT.feeder_id, func.count()).where(SUSPECT.night_id.in_(nights)).group_by(SUSPECT.feeder_id)
    return {row.feeder_id: row[1] for row in connection.execute(query)}


def _feeder(row: Row[Any], suspects: int | None) -> models.FeederDay:
    peak = None if row.peak is None else mean_w(row.peak)
    loss = row.head_total - row.supplied_total - row.estimated_total
    same = ("feeder_id", "day", "peak_at", "over", "points", "coverage")
    totals = ("head_total", "supplied_total", "estimated_total")
    return models.FeederDay(
        county=f"{row.county:05d}",
        place=f"{row.name}, {row.state}",
        rating=row.rating_w,
        peak=peak,
        peak_share=None if peak is None else peak / row.rating_w,
        loss=loss,
        loss_share=loss / row.head_total if row.head_total else None,
        suspects=suspects,
        **{name: row._mapping[name] for name in (*same, *totals)},
    )


def _course(row: Row[Any]) -> models.FeederCourse:
    head, supplied, estimated = (
        read_values(values, row.intervals) for values in (row.head_values, row.supplied_values, row.estimated_values)
    )
    fed: list[int | None] = (
        [0] * row.intervals if row.fed_values is None else read_values(row.fed_values, row.intervals)
    )
    return models.FeederCourse(
        feeder_id=row.feeder_id,
        day=row.day,
        start=row.start,
        rating=row.rating_w,
        night_id=row.night_id,
        head=head,
        fed=fed,
        supplied=supplied,
        estimated=estimated,
    )


def _zone(night: Row[Any]) -> models.ZoneGrid:
    names = ("zone", "night_id", "run_id", "made_at", "usual_loss", "spread")
    return models.ZoneGrid(**{name: night._mapping[name] for name in names})


def _suspect(row: Row[Any], zone: str) -> models.TheftSuspect:
    reason, evidence = Reason(row.reason), read_evidence(row.evidence)
    names = ("place", "user_id", "feeder_id", "score", "since", "missing", "explained")
    return models.TheftSuspect(
        zone=zone,
        reason=reason.value,
        words=theft_words(reason, evidence),
        evidence=models.TheftEvidence(**asdict(evidence)),
        **{name: row._mapping[name] for name in names},
    )
