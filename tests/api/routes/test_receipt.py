"""Receipts: the number of the usage answer, with what it rests on."""

from __future__ import annotations

from typing import Any

from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.api.conftest import ClientOf
from tests.api.routes.test_usage import ELAPSED, truth
from tests.api.world import ALICE, BOB, BOB_MOVED_IN, GAP, HORIZON, RUN_ID, SILENT, START, closings


def ask(logged_in: ClientOf, user_id: int, start: int, end: int) -> dict[str, Any]:
    client = logged_in("ada" if user_id == SILENT else "alice")
    answer = client.get(f"/v1/usage/{user_id}/electricity/receipt", params={"start": start, "end": end})
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def register(user_id: int, at: int) -> int:
    return next(closing.register for closing in closings(user_id, ELECTRICITY) if closing.at == at)


def test_a_settled_interval_names_its_run_and_registers(logged_in: ClientOf) -> None:
    body = ask(logged_in, ALICE, HORIZON - INTERVAL_MS, HORIZON)
    assert (body["layer"], body["run_id"], body["quality"], body["basis"]) == ("batch", RUN_ID, "measured", "measured")
    assert body["run"]["run_id"] == RUN_ID
    assert body["to_register"] == register(ALICE, HORIZON)
    assert body["to_register"] - body["from_register"] == body["usage"]
    assert body["sentence"] == f"Measured and confirmed by run {RUN_ID}, from readings at both ends."


def test_a_settled_day_counts_its_readings(logged_in: ClientOf) -> None:
    body = ask(logged_in, ALICE, HORIZON - 23 * HOUR_MS, HORIZON)
    assert body["readings"] == 96
    assert body["usage"] == truth(ALICE, "electricity", HORIZON - 23 * HOUR_MS, HORIZON)
    assert body["from_at"] == HORIZON - 23 * HOUR_MS


def test_a_live_and_a_mixed_span_say_so(logged_in: ClientOf) -> None:
    live = ask(logged_in, ALICE, HORIZON + HOUR_MS, ELAPSED)
    assert (live["layer"], live["run"], live["quality"]) == ("speed", None, "provisional")
    assert live["sentence"].startswith("Live, from readings at both ends;")
    assert live["to_register"] - live["from_register"] == live["usage"]
    mixed = ask(logged_in, ALICE, START, ELAPSED)
    assert mixed["layer"] == "mixed"
    assert mixed["sentence"].startswith("Confirmed up to the last settled midnight and live after it")


def test_nothing_known_is_no_number_and_says_why(logged_in: ClientOf) -> None:
    gap = ask(logged_in, GAP, HORIZON, HORIZON + INTERVAL_MS)
    assert gap["usage"] is None
    assert "unknown, not zero" in gap["sentence"]
    assert ask(logged_in, SILENT, START, HORIZON)["quality"] == "missing"


def test_a_whole_gap_is_one_amount(logged_in: ClientOf) -> None:
    body = ask(logged_in, GAP, HORIZON - 8 * INTERVAL_MS, HORIZON + 12 * INTERVAL_MS)
    assert body["usage"] == truth(GAP, "electricity", body["start"], body["end"])
    assert body["to_register"] - body["from_register"] == body["usage"]


def test_receipts_are_private(logged_in: ClientOf) -> None:
    place, whole = f"/v1/usage/{BOB}/electricity/receipt", {"start": START, "end": HORIZON}
    assert logged_in("alice").get(place, params=whole).status_code == 404
    assert logged_in("bob").get(place, params=whole).json()["start"] == BOB_MOVED_IN
    assert logged_in("bob").get(place, params={"start": HORIZON}).status_code == 422
