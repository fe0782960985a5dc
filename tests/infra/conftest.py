"""A small stack on ports of its own, so that killing its parts disturbs nobody."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.settings import Settings
from infra import native
from infra.place import Place

PORT_BASE = 28900


@pytest.fixture
def stack() -> Iterator[native.Stack]:
    """Nothing runs yet; whatever does at the end is stopped."""
    with tempfile.TemporaryDirectory(prefix="concord-") as data:  # pytest's own folders are too long for sockets
        made = native.stack(Settings(port_base=PORT_BASE, data_dir=str(Path(data) / "stack")), Place())
        yield made
        native.down(made, [])
