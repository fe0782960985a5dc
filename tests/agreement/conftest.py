"""Fixtures of the agreement tests: one fleet that was played through the stream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.settings import Settings
from tests.agreement.playing import Played, play
from tests.namespaces import fresh


@pytest.fixture(scope="package")
def played(settings: Settings) -> Iterator[Played]:
    """The fleet, in a namespace that no test may change but by the archive and settlements."""
    with fresh(settings) as own:
        yield play(own)
