"""Runs and horizons."""

from __future__ import annotations

from tests.api.conftest import ClientOf
from tests.api.world import DAYS, HORIZON, RUN_ID, ZONE


def test_runs_newest_first_with_every_zones_horizon(logged_in: ClientOf) -> None:
    body = logged_in("anna").get("/v1/runs").raise_for_status().json()
    assert [(run["run_id"], run["state"]) for run in body["runs"]] == [(RUN_ID + 1, "started"), (RUN_ID, "published")]
    assert (body["runs"][1]["day_from"], body["runs"][1]["day_to"]) == tuple(str(day) for day in DAYS)
    assert body["horizons"] == [{"zone": ZONE, "horizon": HORIZON, "run_id": RUN_ID}]


def test_runs_are_for_staff(logged_in: ClientOf) -> None:
    assert logged_in("olga").get("/v1/runs", params={"limit": 1}).json()["runs"][0]["run_id"] == RUN_ID + 1
    assert logged_in("alice").get("/v1/runs").status_code == 403
