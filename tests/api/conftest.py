"""A real API process's worth of app on real servers, in a namespace of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from contract.settings import Settings
from tests.api.serving import served
from tests.api.world import LOGINS, NOW, PASSWORD, clear, furnish

ClientOf = Callable[[str], httpx.Client]


@pytest.fixture(scope="session")
def world(settings: Settings) -> Iterator[Settings]:
    """Settings of a namespace that holds the small country, which is gone afterwards."""
    own = replace(settings, namespace=f"api{uuid.uuid4().hex[:8]}")
    furnish(own)
    yield own
    clear(own)


@pytest.fixture(scope="session")
def address(world: Settings) -> Iterator[str]:
    """Where the app listens; its clock stands at NOW."""
    with served(world, lambda: NOW) as found:
        yield found


@pytest.fixture(scope="session")
def nobody(address: str) -> Iterator[httpx.Client]:
    """A client that is not logged in."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="session")
def logged_in(address: str) -> Iterator[ClientOf]:
    """Clients of the country's logins, by name."""
    clients: dict[str, httpx.Client] = {}
    for name in LOGINS:
        clients[name] = httpx.Client(base_url=address)
        body = clients[name].post("/v1/login", json={"name": name, "password": PASSWORD}).raise_for_status().json()
        clients[name].cookies.clear()
        clients[name].headers["Authorization"] = f"Bearer {body['token']}"
    yield clients.__getitem__
    for client in clients.values():
        client.close()
