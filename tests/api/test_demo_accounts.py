"""Demonstration logins: for known homes, in development only, and their passwords can change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import Engine

from api.demo_accounts import NAMES, Refused, create
from api.services import connect_mysql
from contract.settings import Settings
from tests.api.world import ALICE, BOB


@pytest.fixture
def engine(world: Settings) -> Iterator[Engine]:
    found = connect_mysql(world)
    yield found
    found.dispose()


def test_each_login_works_and_the_homeowner_lives_in_the_homes(
    world: Settings, engine: Engine, nobody: httpx.Client
) -> None:
    create(world, engine, [BOB], "first")
    made = create(world, engine, [ALICE, BOB], None)
    assert [account.name for account in made] == list(NAMES)
    for account in made:
        answer = nobody.post("/v1/login", json={"name": account.name, "password": account.password})
        assert answer.raise_for_status().json()["role"] == account.role
    token = nobody.post("/v1/login", json={"name": "home", "password": made[0].password}).json()["token"]
    nobody.cookies.clear()
    body = nobody.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert [home["user_id"] for home in body["homes"]] == [ALICE, BOB]


def test_an_unknown_home_is_refused_and_nothing_is_made(world: Settings, engine: Engine) -> None:
    with pytest.raises(Refused, match="999999"):
        create(world, engine, [ALICE, 999_999], None)


def test_they_are_refused_outside_development(world: Settings, engine: Engine) -> None:
    with pytest.raises(Refused, match="development"):
        create(replace(world, environment="production"), engine, [ALICE], None)
