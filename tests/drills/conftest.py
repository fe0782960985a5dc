"""A rig and a fleet of its own for each module of drills."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.settings import Settings
from tests.drills import nights
from tests.drills.exactness import until_exact
from tests.drills.fleet import Fleet, reporting
from tests.drills.rig import Rig, rig_of
from tests.namespaces import fresh


@pytest.fixture(scope="module")
def rig(settings: Settings) -> Iterator[Rig]:
    """Its job has nothing to read yet."""
    with fresh(settings) as own:
        made = rig_of(own)
        with made.job():
            yield made


@pytest.fixture(scope="module")
def fleet(rig: Rig, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """It reports, and the live view has caught up with its past."""
    with reporting(rig.settings, tmp_path_factory.mktemp("fleet") / "ledger") as made:
        with made.paused():
            until_exact(rig)
        yield made


@pytest.fixture(scope="session")
def in_time(settings: Settings) -> list[nights.Stand]:
    """What stands after each of three nights that nothing disturbed."""
    return nights.in_time(settings)


@pytest.fixture(scope="session")
def at_once(settings: Settings) -> nights.Stand:
    """What stands after one settlement of them all."""
    return nights.at_once(settings)
