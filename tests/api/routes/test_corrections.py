"""Who may correct a reading, and what is no correction; that one goes through is for tests/batch_job to see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, HORIZON, NOW

BODY: dict[str, Any] = {"at": HORIZON, "register": 5_000_000, "meter_id": 7, "reason": "read again on site"}
PATH = f"/v1/homes/{ALICE}/corrections"


@pytest.mark.parametrize("name", ["alice", "anna", "door"])
def test_only_those_who_run_the_place_correct(logged_in: ClientOf, name: str) -> None:
    assert logged_in(name).post(f"{PATH}/water", json=BODY).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": "no"}, "reason"),
        ({"register": -1}, "register"),
        ({"at": NOW + 120_000}, "future"),
        ({"at": NOW - 401 * 86_400_000}, "400 days"),
        ({"at": "yesterday"}, "at is 'yesterday'"),
        ({"meter_id": None}, "meter"),
        ({"revision": 4}, "revision"),
    ],
)
def test_what_is_no_correction_is_refused_in_a_sentence(
    logged_in: ClientOf, change: dict[str, Any], words: str
) -> None:
    body = {name: value for name, value in {**BODY, **change}.items() if value is not None}
    answer = logged_in("olga").post(f"{PATH}/water", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_a_home_that_there_is_none_of(logged_in: ClientOf) -> None:
    assert logged_in("olga").post("/v1/homes/9999/corrections/water", json=BODY).status_code == 404


def test_whoever_sees_the_home_sees_its_corrections(logged_in: ClientOf) -> None:
    assert logged_in("alice").get(PATH).raise_for_status().json() == {"user_id": ALICE, "corrections": []}
    assert logged_in("alice").get(f"/v1/homes/{BOB}/corrections").status_code == 404
    assert logged_in("olga").get(PATH).status_code == 403
    assert logged_in("olga").get(PATH, params={"reason": "a call"}).status_code == 200


def test_without_its_topic_nothing_is_put_on_record(logged_in: ClientOf) -> None:
    answer = logged_in("olga").post(f"{PATH}/water", json=BODY, timeout=30)  # this namespace has no topics
    assert (answer.status_code, answer.json()["title"]) == (503, "Kafka is away")
    assert logged_in("alice").get(PATH).json()["corrections"] == []
