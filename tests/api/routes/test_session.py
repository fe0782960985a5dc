"""Login, logout, who is logged in, and that nothing is open by accident."""

from __future__ import annotations

import httpx

from api.guard import COOKIE
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, GAP, NOW, PASSWORD

OPEN = {"/v1/login", "/health"}
DAY = "2026-01-05"
PARTS: dict[str, str | int] = {
    "first_day": DAY,
    "user_id": ALICE,
    "utility": "water",
    "county": "19153",
    "tariff_id": 1,
    "feeder_id": 1,
    "day": DAY,
}


def test_login_sets_a_cookie_that_scripts_cannot_read(nobody: httpx.Client) -> None:
    answer = nobody.post("/v1/login", json={"name": "alice", "password": PASSWORD})
    nobody.cookies.clear()
    assert answer.status_code == 200
    assert answer.json()["role"] == "homeowner"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(COOKIE)
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()


def test_the_cookie_is_a_login_and_logout_takes_it_back(address: str) -> None:
    with httpx.Client(base_url=address) as browser:
        browser.post("/v1/login", json={"name": "alice", "password": PASSWORD})
        assert browser.get("/v1/me").json()["name"] == "alice"
        assert browser.post("/v1/logout").status_code == 204
        assert browser.get("/v1/me").status_code == 401


def test_a_wrong_password_and_an_unknown_name_look_the_same(nobody: httpx.Client) -> None:
    wrong = nobody.post("/v1/login", json={"name": "alice", "password": "guess"})
    unknown = nobody.post("/v1/login", json={"name": "mallory", "password": "guess"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_guessing_is_limited(nobody: httpx.Client) -> None:
    tries = [nobody.post("/v1/login", json={"name": "victim", "password": str(n)}).status_code for n in range(12)]
    assert tries[:10] == [401] * 10
    assert tries[10:] == [429] * 2


def test_me_lists_the_homes_lived_in(logged_in: ClientOf) -> None:
    body = logged_in("alice").get("/v1/me").json()
    assert [home["user_id"] for home in body["homes"]] == [ALICE, GAP]
    assert body["homes"][0]["county"] == "19153"
    assert body["now"] == NOW - 5_000  # where producers tell the time it is the newest window's
    assert body["homes"][0]["utilities"] == ["electricity", "gas", "water", "export"]


def test_every_path_but_the_open_ones_refuses_strangers(nobody: httpx.Client) -> None:
    paths = nobody.get("/openapi.json").json()["paths"]
    assert len(paths) >= 7
    for path, methods in paths.items():
        for method in methods:
            place = path.format_map(PARTS)
            answer = nobody.request(method, place)
            assert (answer.status_code == 401) == (path not in OPEN), f"{method} {path}: {answer.text}"


def test_a_forged_token_is_refused(nobody: httpx.Client, logged_in: ClientOf) -> None:
    good = logged_in("alice").headers["Authorization"]
    for bad in (good[:-2], "Bearer x.y.z", good.replace("Bearer", "Basic"), "Bearer"):
        assert nobody.get("/v1/me", headers={"Authorization": bad}).status_code == 401


def test_an_unknown_parameter_is_refused_by_name(logged_in: ClientOf) -> None:
    answer = logged_in("alice").get("/v1/me", params={"verbose": 1})
    assert answer.status_code == 422
    assert "'verbose'" in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_strangers_learn_nothing_of_what_was_wrong_with_the_question(nobody: httpx.Client) -> None:
    for path in (
        "/v1/usage/abc/water",
        "/v1/usage/1/steam?grain=week",
        "/v1/live/0",
        "/v1/alerts?limit=0",
    ):
        assert nobody.get(path).status_code == 401, path
