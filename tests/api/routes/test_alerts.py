"""Alerts, by who may see them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import redis

from contract.alerts import hash_key, write_alert
from contract.settings import Settings
from tests.api.conftest import ClientOf
from tests.api.routes.test_live import next_body
from tests.api.world import ALICE, BOB, NOW, SPIKE


def test_an_alert_has_its_evidence_and_a_sentence(logged_in: ClientOf) -> None:
    (alert,) = logged_in("olga").get("/v1/alerts").raise_for_status().json()["alerts"]
    assert (alert["id"], alert["user_id"], alert["county"]) == (SPIKE.id, ALICE, "19153")
    assert alert["evidence"]["sigmas"] == SPIKE.evidence["sigmas"]
    assert alert["sentence"] == "Electricity demand reached 9,800 W; usually a window reaches about 400 W here."


def test_a_homeowner_sees_those_of_own_homes(logged_in: ClientOf) -> None:
    assert len(logged_in("alice").get("/v1/alerts", params={"user_id": ALICE}).json()["alerts"]) == 1
    assert len(logged_in("alice").get("/v1/alerts").json()["alerts"]) == 1
    assert logged_in("bob").get("/v1/alerts").json()["alerts"] == []
    assert logged_in("bob").get("/v1/alerts", params={"user_id": ALICE}).status_code == 404
    assert logged_in("alice").get("/v1/alerts", params={"county": "19153"}).status_code == 403


def test_an_operator_asks_by_county_and_by_home_with_a_reason(logged_in: ClientOf) -> None:
    olga = logged_in("olga")
    assert len(olga.get("/v1/alerts", params={"county": "19153"}).json()["alerts"]) == 1
    assert olga.get("/v1/alerts", params={"county": "19155"}).json()["alerts"] == []
    assert olga.get("/v1/alerts", params={"user_id": BOB}).status_code == 403
    assert olga.get("/v1/alerts", params={"user_id": BOB, "reason": "asked"}).json()["alerts"] == []
    assert olga.get("/v1/alerts", params={"user_id": BOB, "county": "19153"}).status_code == 422
    assert logged_in("anna").get("/v1/alerts").status_code == 403


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"kind": "spike"}, 1),
        ({"kind": "leak"}, 0),
        ({"severity": "warning"}, 1),
        ({"severity": "critical"}, 0),
        ({"open": "true"}, 1),
        ({"open": "false"}, 0),
        ({"since": NOW}, 1),
        ({"open": "true", "county": "19155"}, 0),
        ({"open": "true", "county": "19153", "kind": "spike", "limit": 1}, 1),
    ],
)
def test_filters(logged_in: ClientOf, question: dict[str, Any], found: int) -> None:
    for name in ("olga", "alice"):
        if name == "olga" or "county" not in question:
            answer = logged_in(name).get("/v1/alerts", params=question).raise_for_status()
            assert len(answer.json()["alerts"]) == found


def test_an_alert_that_ends_is_pushed_to_the_home_and_to_operators(logged_in: ClientOf, world: Settings) -> None:
    client, prefix = redis.Redis(world.host, world.redis_port), world.redis_prefix()
    places = [("alice", f"/v1/alerts/events?user_id={ALICE}"), ("olga", "/v1/alerts/events")]
    for name, place in places:
        with logged_in(name).stream("GET", place) as answer:
            lines = answer.iter_lines()
            (alert,) = next_body(lines)["alerts"]
            assert (alert["id"], alert["end"], alert["user_id"], alert["lat"]) == (SPIKE.id, None, ALICE, None)
            ended = {**json.loads(write_alert(SPIKE)), "end": NOW, "updated": NOW}
            client.hset(hash_key(prefix), SPIKE.id, json.dumps(ended))
            (alert,) = next_body(lines)["alerts"]
            assert alert["end"] == NOW
        client.hset(hash_key(prefix), SPIKE.id, write_alert(SPIKE))
    client.close()


def test_pushed_alerts_are_private(logged_in: ClientOf) -> None:
    assert logged_in("bob").get(f"/v1/alerts/events?user_id={ALICE}").status_code == 404
    assert logged_in("bob").get("/v1/alerts/events").status_code == 403
    assert logged_in("olga").get(f"/v1/alerts/events?user_id={ALICE}").status_code == 403
    assert logged_in("anna").get("/v1/alerts/events").status_code == 403
