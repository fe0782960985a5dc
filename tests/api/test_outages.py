"""While a server is away, what needs it says so and when to try again, and the rest answers."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import httpx
import pytest

from api.app import create_app
from api.tokens import Tokens
from contract.roles import Role
from contract.settings import Settings
from tests.api.world import ALICE, HORIZON, LOGINS, NOW, PASSWORD, START

CLOSED_PORT = 1


class WithoutRedis(Settings):
    """Settings of a stack whose Redis is away."""

    @property
    def redis_port(self) -> int:
        return CLOSED_PORT


class WithoutMysql(Settings):
    """Settings of a stack whose MySQL is away."""

    @property
    def mysql_port(self) -> int:
        return CLOSED_PORT


def ask(settings: Settings, name: str, *paths: str) -> list[httpx.Response]:
    """What an app of these settings answers to a login."""
    token, _ = Tokens(settings.token_secret, lambda: NOW).issue(name, Role(LOGINS[name]))

    async def scene() -> list[httpx.Response]:
        app = create_app(settings, lambda: NOW)
        transport = httpx.ASGITransport(app)
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://concord", headers=headers, timeout=30) as client,
        ):
            return [await client.get(path) for path in paths]

    return asyncio.run(scene())


def assert_away(answer: httpx.Response, part: str) -> None:
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert part in answer.json()["detail"]


def test_without_redis_settled_usage_runs_and_reconciliation_answer(world: Settings) -> None:
    away = WithoutRedis(**asdict(world))
    usage = f"/v1/usage/{ALICE}/water"
    settled = f"{usage}?from={START}&to={HORIZON}"
    answers = ask(away, "ada", settled, "/v1/runs", "/v1/reconciliation", usage, f"/v1/live/{ALICE}", "/v1/alerts")
    assert [answer.status_code for answer in answers] == [200, 200, 200, 503, 503, 503]
    for answer in answers[3:]:
        assert_away(answer, "live view")


def test_without_mysql_live_values_answer(world: Settings) -> None:
    away = WithoutMysql(**asdict(world))
    answers = ask(away, "ada", f"/v1/live/{ALICE}", f"/v1/usage/{ALICE}/water", "/v1/runs")
    assert [answer.status_code for answer in answers] == [200, 503, 503]
    for answer in answers[1:]:
        assert_away(answer, "batch view")


@pytest.mark.parametrize(("kind", "part"), [(WithoutRedis, "redis"), (WithoutMysql, "mysql")])
def test_health_names_the_part(world: Settings, kind: type[Settings], part: str) -> None:
    (answer,) = ask(kind(**asdict(world)), "ada", "/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "attention", "parts": {"redis": "fine", "mysql": "fine", part: "attention"}}


def test_a_login_needs_both_and_says_which_is_away(world: Settings) -> None:
    async def scene() -> httpx.Response:
        app = create_app(WithoutMysql(**asdict(world)), lambda: NOW)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://concord", timeout=30) as client,
        ):
            return await client.post("/v1/login", json={"name": "alice", "password": PASSWORD})

    assert_away(asyncio.run(scene()), "batch view")
