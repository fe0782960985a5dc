"""How well the layers agree, by who may know."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, COUNTY, DAYS, RUN_ID, ZONE

NUMBERS: dict[str, Any] = {"compared": 200, "matched": 197, "share": 0.985, "explained": {"late": 2, "speed_outage": 1}}
WATER: dict[str, Any] = {**NUMBERS, "unexplained": 0, "utility": "water", "p50": 0, "p99": 7}


def test_nights_sum_counties_and_explain_differences(logged_in: ClientOf) -> None:
    (night,) = logged_in("anna").get("/v1/reconciliation").raise_for_status().json()["nights"]
    assert night == {
        **NUMBERS,
        "unexplained": 0,
        "run_id": RUN_ID,
        "zone": ZONE,
        "day": str(DAYS[-1]),
        "only_points": None,
        "utilities": [WATER],
    }
    assert logged_in("anna").get("/v1/reconciliation", params={"zone": "Asia/Tokyo"}).json()["nights"] == []


def test_a_night_is_told_by_county(logged_in: ClientOf) -> None:
    asked: dict[str, str | int] = {"run_id": RUN_ID, "day": str(DAYS[-1])}
    body = logged_in("anna").get("/v1/reconciliation/counties", params=asked).raise_for_status().json()
    assert body == {**asked, "counties": [{**WATER, "county": str(COUNTY), "place": "Polk, IA"}]}
    nobody = logged_in("anna").get("/v1/reconciliation/counties", params={**asked, "run_id": RUN_ID + 1})
    assert nobody.json()["counties"] == []
    assert logged_in("alice").get("/v1/reconciliation/counties", params=asked).status_code == 403


def test_a_homeowner_sees_the_share_of_an_own_home(logged_in: ClientOf) -> None:
    body = logged_in("alice").get("/v1/reconciliation", params={"user_id": ALICE, "zone": ZONE}).json()
    assert body["home"] == {"compared": 276, "matched": 276, "share": 1.0}
    assert len(body["nights"]) == 1
    assert logged_in("bob").get("/v1/reconciliation", params={"user_id": BOB}).json()["home"] is None


def test_who_may_not_is_told(logged_in: ClientOf) -> None:
    assert logged_in("alice").get("/v1/reconciliation").status_code == 403
    assert logged_in("alice").get("/v1/reconciliation", params={"user_id": BOB}).status_code == 404
    assert logged_in("anna").get("/v1/reconciliation", params={"user_id": ALICE}).status_code == 403
    assert logged_in("olga").get("/v1/reconciliation", params={"user_id": ALICE}).status_code == 403
