"""Fixtures of tests that need servers: the stack that `make test` starts, and namespaces that leave nothing behind."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import hypothesis
import pytest

from contract.settings import Settings, load

# On a busy machine an example may take its time; what it finds counts, not how fast.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings of the running stack. `make test` starts one; alone, point CONCORD_PORT_BASE at a stack that is up."""
    found = load()
    with contextlib.closing(socket.socket()) as probe:
        if probe.connect_ex((found.host, found.port_base + 1)) != 0:
            pytest.fail(f"No broker at {found.kafka}; run `make test`, or set CONCORD_PORT_BASE to a stack that is up.")
    return found


@pytest.fixture(scope="session")
def api_url(settings: Settings) -> str:
    """Where the stack's own API and its pages are."""
    return f"http://{settings.host}:{settings.api_port}"


@pytest.fixture(scope="session")
def logins(settings: Settings) -> dict[str, tuple[str, str]]:
    """Name and password by role, in a country that lives in the stack's own namespace."""
    from tests.country import make_logins, populate

    return make_logins(populate(settings))


@pytest.fixture(scope="session")
def billed(settings: Settings) -> Iterator[str]:
    """Where an API listens that serves two homes with a year of bills; all of it is gone afterwards."""
    from tests.api.billed import billed_api

    with billed_api(settings) as address:
        yield address


@pytest.fixture
def namespace(settings: Settings) -> Iterator[Settings]:
    """Settings with a namespace of its own: topics and schema made, and everything removed at the end."""
    yield from _namespace(settings)


@pytest.fixture(scope="module")
def module_namespace(settings: Settings) -> Iterator[Settings]:
    """The same, shared by the tests of a module."""
    yield from _namespace(settings)


def _namespace(settings: Settings) -> Iterator[Settings]:
    from tests.namespaces import fresh

    with fresh(settings) as own:
        yield own
