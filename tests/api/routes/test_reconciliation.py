"""How well the layers agree, by who may know."""

from __future__ import annotations

from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, DAYS, RUN_ID, ZONE


def test_nights_sum_counties_and_explain_differences(logged_in: ClientOf) -> None:
    (night,) = logged_in("anna").get("/v1/reconciliation").raise_for_status().json()["nights"]
    assert night == {
        "run_id": RUN_ID,
        "zone": ZONE,
        "day": str(DAYS[-1]),
        "compared": 200,
        "matched": 198,
        "share": 0.99,
        "explained": {"late": 2},
        "unexplained": 0,
    }
    assert logged_in("anna").get("/v1/reconciliation", params={"zone": "Asia/Tokyo"}).json()["nights"] == []


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
