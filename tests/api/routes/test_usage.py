"""Merged usage over real servers equals what the readings say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, insert, select

from contract.batch_view import read_values, write_values
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.usage import history, known_ends
from contract.utilities import BY_NAME
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, BOB_MOVED_IN, DAYS, GAP, HORIZON, NOW, RUN_ID, SILENT, START, closings

ELAPSED = NOW // INTERVAL_MS * INTERVAL_MS
MORE = 12_345  # mL


def truth(user_id: int, utility: str, start: int, stop: int) -> int:
    ends = known_ends(history(closings(user_id, BY_NAME[utility]), BY_NAME[utility]), start, stop)
    return ends[-1].level - ends[0].level


def ask(logged_in: ClientOf, user_id: int = ALICE, utility: str = "electricity", **question: Any) -> dict[str, Any]:
    client = logged_in("alice") if user_id in (ALICE, GAP) else logged_in("ada")
    wanted = {"from": START, "to": NOW, **question}
    body: dict[str, Any] = client.get(f"/v1/usage/{user_id}/{utility}", params=wanted).raise_for_status().json()
    return body


@pytest.mark.parametrize("grain", ["interval", "hour", "day", "month"])
@pytest.mark.parametrize("user_id", [ALICE, GAP])
def test_totals_are_the_truth_at_every_grain(logged_in: ClientOf, grain: str, user_id: int) -> None:
    body = ask(logged_in, user_id, "water", grain=grain)
    assert body["total"]["usage"] == truth(user_id, "water", START, ELAPSED)
    parts = [*body["values"], *body["unallocated"]]
    assert sum(part["usage"] or 0 for part in parts) == body["total"]["usage"]
    assert body["total"]["layer"] == "mixed"
    assert body["unit"] == "mL"


def test_each_interval_is_answered_once_by_the_layer_it_belongs_to(logged_in: ClientOf) -> None:
    body = ask(logged_in)
    starts = [value["start"] for value in body["values"]]
    assert starts == list(range(START, ELAPSED, INTERVAL_MS))
    for value in body["values"]:
        settled = value["end"] <= HORIZON
        assert value["layer"] == ("batch" if settled else "speed")
        assert value["run_id"] == (RUN_ID if settled else None)
        assert value["quality"] == ("measured" if settled else "provisional")


def test_the_day_the_clock_springs_has_23_hours(logged_in: ClientOf) -> None:
    hours = ask(logged_in, to=HORIZON, grain="hour")["values"]
    assert len(hours) == 24 + 23
    days = ask(logged_in, to=HORIZON, grain="day")["values"]
    assert [day["end"] - day["start"] for day in days] == [24 * HOUR_MS, 23 * HOUR_MS]


def test_a_month_over_the_horizon_is_mixed(logged_in: ClientOf) -> None:
    (month,) = ask(logged_in, grain="month")["values"]
    assert month["layer"] == "mixed"
    assert month["run_id"] is None
    assert month["completeness"] == 1


def test_a_gap_over_the_horizon_is_one_amount_counted_once(logged_in: ClientOf) -> None:
    body = ask(logged_in, GAP)
    (span,) = body["unallocated"]
    assert (span["start"], span["end"]) == (HORIZON - 8 * INTERVAL_MS, HORIZON + 12 * INTERVAL_MS)
    inside = [value for value in body["values"] if span["start"] < value["end"] <= span["end"]]
    assert {value["usage"] for value in inside} == {None}
    assert {value["quality"] for value in inside} == {"missing"}


def test_no_reading_is_null_and_never_zero(logged_in: ClientOf) -> None:
    body = ask(logged_in, SILENT, grain="day")
    assert {value["usage"] for value in body["values"]} == {None}
    assert body["total"]["usage"] is None
    assert body["total"]["quality"] == "missing"


def test_today_is_the_default(logged_in: ClientOf) -> None:
    body = logged_in("alice").get(f"/v1/usage/{ALICE}/gas").json()
    assert body["from"] == HORIZON + 24 * HOUR_MS
    assert body["to"] == HORIZON + 48 * HOUR_MS
    assert body["total"]["usage"] == truth(ALICE, "gas", body["from"], ELAPSED)


def test_dates_are_of_the_homes_zone(logged_in: ClientOf) -> None:
    wanted: dict[str, Any] = {"from": "2026-03-08", "to": "2026-03-09T00:15"}
    body = ask(logged_in, **wanted)
    assert (body["from"], body["to"]) == (HORIZON - 23 * HOUR_MS, HORIZON + INTERVAL_MS)


@pytest.fixture
def corrected(world: Settings) -> Iterator[int]:
    """When a later run published one day of a home's water again, with more in its first interval."""
    engine, again, at = create_engine(world.mysql_url), RUN_ID + 9, HORIZON + 2_000_000
    own = (usage_days.c.user_id == ALICE, usage_days.c.utility == "water", usage_days.c.day == DAYS[0])
    with engine.begin() as connection:
        run = connection.execute(select(runs).where(runs.c.run_id == RUN_ID)).mappings().one()
        day = connection.execute(select(usage_days).where(*own, usage_days.c.run_id == RUN_ID)).mappings().one()
        first, *others = read_values(day["usage_values"], day["intervals"])
        more = {"usage_values": write_values([(first or 0) + MORE, *others]), "total": day["total"] + MORE}
        connection.execute(insert(runs), [{**run, "run_id": again, "day_to": DAYS[0], "published_at": at}])
        connection.execute(insert(usage_days), [{**day, **more, "run_id": again}])
    yield at
    with engine.begin() as connection:
        connection.execute(delete(usage_days).where(usage_days.c.run_id == again))
        connection.execute(delete(runs).where(runs.c.run_id == again))
    engine.dispose()


@pytest.mark.parametrize("grain", ["interval", "day"])
def test_what_was_published_stays_on_record(logged_in: ClientOf, corrected: int, grain: str) -> None:
    settled: dict[str, Any] = {"utility": "water", "to": HORIZON, "grain": grain}
    before, since = (ask(logged_in, **settled, as_of=at) for at in (corrected - 1, corrected))
    assert before["total"]["usage"] == truth(ALICE, "water", START, HORIZON)
    assert since["total"]["usage"] == before["total"]["usage"] + MORE
    assert (before["values"][0]["run_id"], since["values"][0]["run_id"]) == (RUN_ID, RUN_ID + 9)
    assert before["values"][-1] == since["values"][-1]
    assert since == ask(logged_in, **settled)


def test_what_was_not_settled_then_is_missing_though_it_is_known_now(logged_in: ClientOf) -> None:
    body = ask(logged_in, as_of=HORIZON + 710_000)
    assert (body["horizon"], len(body["values"])) == (HORIZON, (ELAPSED - START) // INTERVAL_MS)
    assert {value["layer"] for value in body["values"]} == {"batch"}
    later = [value for value in body["values"] if value["end"] > HORIZON]
    assert {(value["usage"], value["quality"], value["run_id"]) for value in later} == {(None, "missing", None)}
    assert body["total"]["usage"] == truth(ALICE, "electricity", START, HORIZON)
    assert body["total"]["completeness"] == round((HORIZON - START) / (ELAPSED - START), 4)


def test_before_the_first_run_nothing_was_known(logged_in: ClientOf) -> None:
    body = ask(logged_in, grain="day", as_of=HORIZON + 710_000 - 1)
    assert (body["horizon"], body["total"]["usage"], body["total"]["quality"]) == (None, None, "missing")
    assert {value["usage"] for value in body["values"]} == {None}


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ({"from": NOW, "to": START}, "swap"),
        ({"from": "yesterday"}, "yesterday"),
        ({"from": 1_000, "to": 2_000}, "seconds"),
        ({"from": NOW - 60 * 24 * HOUR_MS}, "days apart"),
        ({"grain": "week"}, "grain"),
        ({"form": START}, "'form'"),
        ({"as_of": "then"}, "as_of"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(logged_in: ClientOf, question: dict[str, Any], word: str) -> None:
    answer = logged_in("alice").get(f"/v1/usage/{ALICE}/gas", params={"to": NOW, **question})
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_homeowner_sees_own_homes_only_and_cannot_tell_others_from_none(logged_in: ClientOf) -> None:
    foreign = logged_in("alice").get(f"/v1/usage/{BOB}/water")
    absent = logged_in("alice").get("/v1/usage/999999/water")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.json()["detail"].replace(str(BOB), "999999") == absent.json()["detail"]


def test_a_homeowner_sees_nothing_from_before_moving_in(logged_in: ClientOf) -> None:
    wanted = {"from": START, "to": HORIZON}
    body = logged_in("bob").get(f"/v1/usage/{BOB}/water", params=wanted).json()
    assert body["from"] == BOB_MOVED_IN
    before = {"from": START, "to": BOB_MOVED_IN}
    assert logged_in("bob").get(f"/v1/usage/{BOB}/water", params=before).status_code == 404


def test_an_operator_needs_a_reason_and_an_analyst_has_none(logged_in: ClientOf) -> None:
    place = f"/v1/usage/{ALICE}/water"
    refused = logged_in("olga").get(place)
    assert refused.status_code == 403
    assert "reason" in refused.json()["detail"]
    assert logged_in("olga").get(place, params={"reason": "asked about a leak"}).status_code == 200
    assert logged_in("anna").get(place, params={"reason": "curious"}).status_code == 403
    assert logged_in("door").get(place).status_code == 403
