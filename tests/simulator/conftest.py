"""One namespace for all tests of the simulator that look only at what they sent themselves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract.settings import Settings


@pytest.fixture(scope="package")
def shared(settings: Settings) -> Iterator[Settings]:
    """Topics and tables that other tests write to as well; `starting.marks` tells where one's own messages begin."""
    from tests.namespaces import create, remove

    own = replace(settings, namespace=f"t{uuid.uuid4().hex[:8]}", clock="producer")
    create(own)
    yield own
    remove(own)
