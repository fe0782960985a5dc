"""Alerts, by who may see them."""

from __future__ import annotations

from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, SPIKE


def test_an_alert_has_its_evidence_and_a_sentence(logged_in: ClientOf) -> None:
    (alert,) = logged_in("olga").get("/v1/alerts").raise_for_status().json()["alerts"]
    assert (alert["id"], alert["user_id"], alert["county"]) == (SPIKE.id, ALICE, "19153")
    assert alert["evidence"]["sigmas"] == SPIKE.evidence["sigmas"]
    assert (
        alert["sentence"] == "Electricity demand reached 9,800 W; the highest of a window is usually about 400 W here."
    )


def test_a_homeowner_sees_those_of_own_homes(logged_in: ClientOf) -> None:
    assert len(logged_in("alice").get("/v1/alerts", params={"user_id": ALICE}).json()["alerts"]) == 1
    assert len(logged_in("alice").get("/v1/alerts").json()["alerts"]) == 1
    assert logged_in("bob").get("/v1/alerts").json() == {"alerts": []}
    assert logged_in("bob").get("/v1/alerts", params={"user_id": ALICE}).status_code == 404
    assert logged_in("alice").get("/v1/alerts", params={"county": "19153"}).status_code == 403


def test_an_operator_asks_by_county_and_by_home_with_a_reason(logged_in: ClientOf) -> None:
    olga = logged_in("olga")
    assert len(olga.get("/v1/alerts", params={"county": "19153"}).json()["alerts"]) == 1
    assert olga.get("/v1/alerts", params={"county": "19155"}).json() == {"alerts": []}
    assert olga.get("/v1/alerts", params={"user_id": BOB}).status_code == 403
    assert olga.get("/v1/alerts", params={"user_id": BOB, "reason": "asked"}).json() == {"alerts": []}
    assert olga.get("/v1/alerts", params={"user_id": BOB, "county": "19153"}).status_code == 422
    assert logged_in("anna").get("/v1/alerts").status_code == 403
