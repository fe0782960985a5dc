"""Feeders, and who may see whom of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, insert

from contract.batch_view import write_values
from contract.grid_view import Evidence, Reason
from contract.settings import Settings
from contract.tables.grid import feeder_days, feeder_nights, theft_suspects
from contract.tables.registry import feeders
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, BOUNDS, COUNTY, DAYS, HEAD, RUN_ID, ZONE

FEEDER, OTHER = 7, 8
RATING = 4_000
EVIDENCE = Evidence(8, 3, 0.04, 9.5, 21.0, 1.5, 0.6, 4.0, 0.0, 0, 1_900, 0.02)
TABLES = (theft_suspects, feeder_days, feeder_nights, feeders)


@pytest.fixture(scope="module", autouse=True)
def grid(world: Settings) -> Iterator[None]:
    """Two nights: the second found one feeder's first day anew, and other suspects."""
    engine = create_engine(world.mysql_url)
    head = {"county": COUNTY, "rating_w": RATING, "head_user_id": HEAD}
    nights = [{"night_id": n, "zone": ZONE, "run_id": RUN_ID, "made_at": n, "usual_loss": 0.03} for n in (1, 2)]
    with engine.begin() as connection:
        connection.execute(insert(feeders), [{**head, "feeder_id": number} for number in (FEEDER, OTHER)])
        connection.execute(insert(feeder_nights), [{**night, "feeder_days": 3, "suspects": 2} for night in nights])
        rows = [_day(FEEDER, DAYS[0], 1, 900), _day(FEEDER, DAYS[1], 1, 700), _day(OTHER, DAYS[1], 1, 100)]
        connection.execute(insert(feeder_days), [*rows, _day(FEEDER, DAYS[1], 2, 1_200)])
        connection.execute(insert(theft_suspects), [_suspect(1, 1, ALICE, Reason.SHARE, 0.9)])
        later = [_suspect(2, 1, BOB, Reason.SHARE, 0.8), _suspect(2, 2, ALICE, Reason.STOPPED, 0.95)]
        connection.execute(insert(theft_suspects), later)
    yield
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(delete(table))
    engine.dispose()


def _day(feeder: int, day: date, night: int, head_wh: int) -> dict[str, Any]:
    start, stop = BOUNDS[DAYS.index(day)]
    count = (stop - start) // 900_000
    amounts = [head_wh * 1000] * count
    supplied = [head_wh * 900] * count
    known = {"compared": count - 1, "head_total": sum(amounts[1:]), "supplied_total": sum(supplied[1:])}
    return {
        "feeder_id": feeder,
        "day": day,
        "night_id": night,
        "start": start,
        "intervals": count,
        "rating_w": RATING,
        "points": 4,
        "head_values": write_values([None, *amounts[1:]]),
        "supplied_values": write_values(supplied),
        "estimated_values": write_values([0] * count),
        "coverage": 1.0,
        "peak": head_wh * 1000,
        "peak_at": start + 900_000,
        "over": count if head_wh > 1_000 else 0,
        "estimated_total": 0,
        "checksum": "0" * 64,
        **known,
    }


def _suspect(night: int, place: int, user: int, reason: Reason, score: float) -> dict[str, Any]:
    who = {"night_id": night, "place": place, "user_id": user, "feeder_id": FEEDER, "since": DAYS[0]}
    more = {"missing": 5_000, "explained": 4_000, "evidence": json.dumps(asdict(EVIDENCE))}
    return {**who, **more, "score": score, "reason": reason.value}


def test_the_last_day_of_each_feeder_by_its_rating(logged_in: ClientOf) -> None:
    body = logged_in("olga").get("/v1/feeders").raise_for_status().json()
    first, second = body["feeders"]
    assert (first["feeder_id"], first["day"], first["peak"], first["peak_share"]) == (FEEDER, str(DAYS[1]), 4_800, 1.2)
    assert (second["feeder_id"], second["peak"], second["suspects"]) == (OTHER, 400, 0)
    assert (first["over"], first["suspects"], first["county"]) == (92, 2, f"{COUNTY:05d}")
    assert first["loss"] == first["head_total"] - first["supplied_total"] - first["estimated_total"]
    assert first["loss_share"] == pytest.approx(0.1)
    assert [(zone["zone"], zone["night_id"], zone["usual_loss"]) for zone in body["zones"]] == [(ZONE, 2, 0.03)]


def test_feeders_of_a_county_and_no_more_than_asked(logged_in: ClientOf) -> None:
    olga = logged_in("olga")
    assert olga.get("/v1/feeders", params={"county": "00001"}).json()["feeders"] == []
    assert len(olga.get("/v1/feeders", params={"county": f"{COUNTY:05d}", "limit": 1}).json()["feeders"]) == 1


def test_suspects_are_the_newest_list_with_broken_meters_last(logged_in: ClientOf) -> None:
    found = logged_in("olga").get("/v1/feeders/suspects").raise_for_status().json()["suspects"]
    assert [(each["user_id"], each["reason"], each["place"]) for each in found] == [
        (BOB, "share", 1),
        (ALICE, "stopped", 2),
    ]
    assert "1.50 for each unit" in found[0]["words"]
    assert found[0]["evidence"] == asdict(replace(EVIDENCE))


def test_suspects_are_for_operators_alone(logged_in: ClientOf) -> None:
    anna = logged_in("anna")
    assert {each["suspects"] for each in anna.get("/v1/feeders").json()["feeders"]} == {None}
    assert anna.get("/v1/feeders/suspects").status_code == 403
    assert logged_in("alice").get("/v1/feeders").status_code == 403
    assert logged_in("ada").get("/v1/feeders/suspects", params={"zone": "Nowhere"}).json() == {"suspects": []}


def test_a_day_by_interval_as_the_last_night_found_it(logged_in: ClientOf) -> None:
    body = logged_in("anna").get(f"/v1/feeders/{FEEDER}/days/{DAYS[1]}").raise_for_status().json()
    assert (len(body["head"]), body["head"][:2], body["night_id"]) == (92, [None, 1_200_000], 2)
    assert body["supplied"][0] == 1_080_000
    missing = logged_in("anna").get(f"/v1/feeders/{OTHER}/days/{DAYS[0]}")
    assert (missing.status_code, missing.json()["title"]) == (404, "Not found")
