"""How sure a day is: settled days by the newest published run, live ones by the speed layer; and who may see it."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import create_engine

from contract.rules import Rule, bit, write_findings
from contract.settings import Settings
from contract.tables.batch_view import usage_days
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, BOB_MOVED_IN, DAYS, GAP, HORIZON, RUN_ID

LIVE_DAY = "2026-03-09"


def _day(client: httpx.Client, user: int, day: object, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = (
        client.get(f"/v1/homes/{user}/quality/electricity/{day}", params=query or None).raise_for_status().json()
    )
    return found


def test_a_settled_day_names_its_run_and_every_interval(logged_in: ClientOf) -> None:
    found = _day(logged_in("alice"), ALICE, DAYS[-1])
    assert (found["run_id"], len(found["intervals"])) == (RUN_ID, 92)
    assert sum(found["counts"].values()) == 92


def test_what_is_missing_says_over_which_time(logged_in: ClientOf) -> None:
    found = _day(logged_in("alice"), GAP, DAYS[-1])
    missing = [each for each in found["intervals"] if each["quality"] == "missing"]
    assert found["counts"]["missing"] == len(missing) == 8
    assert {(each["usage"], each["how"]) for each in missing} == {(None, None)}
    [told] = found["findings"]
    assert (told["rule"], told["start"], told["end"]) == ("missing", missing[0]["start"], HORIZON)
    assert told["evidence"] == {"intervals": 8, "usage": 0}
    assert _day(logged_in("alice"), GAP, DAYS[0])["findings"] == []


def test_taking_nothing_for_hours_is_no_finding_where_a_home_feeds_in(logged_in: ClientOf, world: Settings) -> None:
    """Her gas, of which she has no other, stays one."""
    engine, rested = create_engine(world.mysql_url), write_findings([bit(Rule.ZERO_RUN)] * 30 + [0] * 67)
    own = usage_days.update().where(usage_days.c.user_id == ALICE, usage_days.c.day == DAYS[0])
    with engine.begin() as connection:
        connection.execute(own.values(findings=rested))
    told = {}
    for utility in ("electricity", "gas"):
        path = f"/v1/homes/{ALICE}/quality/{utility}/{DAYS[0]}"
        told[utility] = [each["rule"] for each in logged_in("alice").get(path).raise_for_status().json()["findings"]]
    with engine.begin() as connection:
        connection.execute(own.values(findings=None))
    engine.dispose()
    assert told == {"electricity": [], "gas": ["zero_run"]}


def test_a_day_that_is_not_settled_is_provisional(logged_in: ClientOf) -> None:
    found = _day(logged_in("alice"), ALICE, LIVE_DAY)
    assert found["run_id"] is None
    assert found["findings"] == []
    assert found["counts"]["provisional"] > 0
    assert found["counts"]["measured"] == 0


def test_who_moved_in_during_the_day_sees_the_rest_of_it(logged_in: ClientOf) -> None:
    found = _day(logged_in("bob"), BOB, DAYS[-1])
    assert (found["intervals"][0]["start"], found["intervals"][-1]["end"]) == (BOB_MOVED_IN, HORIZON)
    path = f"/v1/homes/{BOB}/quality/electricity/{DAYS[0]}"
    assert logged_in("bob").get(path).status_code == 404
    assert logged_in("alice").get(path).status_code == 404


def test_an_operator_needs_a_reason(logged_in: ClientOf) -> None:
    path = f"/v1/homes/{ALICE}/quality/electricity/{DAYS[0]}"
    assert logged_in("olga").get(path).status_code == 403
    assert _day(logged_in("olga"), ALICE, DAYS[0], reason="a call")["run_id"] == RUN_ID
    assert logged_in("olga").get(f"/v1/homes/{ALICE}/quality/electricity/0001-01-01?reason=x").status_code == 422
