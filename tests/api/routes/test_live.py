"""Live values of a home."""

from __future__ import annotations

from contract.utilities import ELECTRICITY
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, NOW, SILENT, SPIKE, closings


def test_all_service_points_with_their_latest_window(logged_in: ClientOf) -> None:
    body = logged_in("alice").get(f"/v1/live/{ALICE}").raise_for_status().json()
    assert body["now"] == NOW
    assert [point["utility"] for point in body["service_points"]] == ["electricity", "gas", "water"]
    point = body["service_points"][0]
    assert (point["n"], point["mean"], point["sd"]) == (2, 400.0, 100.0)
    assert point["register"] == closings(ALICE, ELECTRICITY)[-1].register
    assert point["unit_demand"] == "W"
    assert point["window_ms"] == 10_000


def test_a_spike_comes_with_its_evidence(logged_in: ClientOf) -> None:
    points = logged_in("alice").get(f"/v1/live/{ALICE}").json()["service_points"]
    assert points[0]["spike"]["alert_id"] == SPIKE.id
    assert points[0]["spike"]["value"] == SPIKE.evidence.value
    assert points[1]["spike"] is None


def test_live_is_private(logged_in: ClientOf) -> None:
    assert logged_in("alice").get(f"/v1/live/{BOB}").status_code == 404
    assert logged_in("bob").get(f"/v1/live/{BOB}").status_code == 200
    assert logged_in("olga").get(f"/v1/live/{BOB}").status_code == 403
    assert logged_in("anna").get(f"/v1/live/{BOB}").status_code == 403


def test_a_home_that_never_reported_is_said_so(logged_in: ClientOf) -> None:
    answer = logged_in("ada").get(f"/v1/live/{SILENT}")
    assert answer.status_code == 404
    assert "live value" in answer.json()["detail"]
