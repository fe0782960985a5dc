"""How the stages did, for staff."""

from __future__ import annotations

from tests.api.conftest import ClientOf


def test_the_stages_are_looked_at_from_the_start(logged_in: ClientOf) -> None:
    body = logged_in("anna").get("/v1/stages").raise_for_status().json()
    assert body["every_ms"] > 0
    assert body["points"] == sorted(body["points"], key=lambda point: point["at"])


def test_stages_are_for_staff(logged_in: ClientOf) -> None:
    assert logged_in("alice").get("/v1/stages").status_code == 403
