"""Where the readings went, by utility and county, and whether any are missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from contract.accounting import FIELD, Account, accounting_key, write_account
from contract.settings import Settings
from tests.api.conftest import ClientOf
from tests.api.world import COUNTY, NOW


@pytest.fixture
def counted(world: Settings) -> Iterator[None]:
    """One county's water, with two readings gone, and what is of nobody."""
    key = accounting_key(world.redis_prefix())
    with redis.Redis(world.host, world.redis_port) as client:
        client.hset(key, FIELD.pack(b"w", COUNTY), write_account(Account(NOW, 100, 90, 5, 3)))
        client.hset(key, FIELD.pack(b"e", 0), write_account(Account(NOW, 7, 0, 0, 7)))
        yield
        client.delete(key)


@pytest.mark.usefixtures("counted")
def test_every_reading_is_somewhere_or_missing(logged_in: ClientOf) -> None:
    body = logged_in("anna").get("/v1/accounting").raise_for_status().json()
    nobody, water = body["accounts"]
    assert (water["utility"], water["county"], water["place"]) == ("water", f"{COUNTY:05d}", "Polk, IA")
    assert [water[name] for name in ("received", "in_windows", "late", "quarantined", "difference")] == [
        100,
        90,
        5,
        3,
        2,
    ]
    assert (nobody["county"], nobody["quarantined"], nobody["difference"]) == (None, 7, 0)
    assert body["dropped_by_flink"] is None  # no job of this namespace runs


def test_accounts_are_for_staff(logged_in: ClientOf) -> None:
    assert logged_in("alice").get("/v1/accounting").status_code == 403
