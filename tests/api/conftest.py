"""A real API process's worth of app on real servers, in a namespace of its own."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
import uvicorn

from api.app import create_app
from contract.settings import Settings
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
    server = uvicorn.Server(uvicorn.Config(create_app(world, lambda: NOW), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


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
