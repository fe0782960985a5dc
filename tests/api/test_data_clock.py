"""Whose clock says what time it is, and until when anything was heard."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.services import build
from contract.settings import Settings
from contract.windows import HOUR_MS, MINUTE_MS
from tests.api.world import NOW

NEWEST = NOW - 5000  # the end of the newest window of the country


def _asked(settings: Settings, wall: int) -> tuple[int, int]:
    """Now, and until when anything was heard with a patience of ten minutes."""

    async def ask() -> tuple[int, int]:
        services = build(settings, lambda: wall)
        try:
            return await services.data_clock.now(), await services.data_clock.heard(10 * MINUTE_MS)
        finally:
            await services.close()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("clock", "wall", "now", "heard"),
    [
        ("producer", NOW + HOUR_MS, NEWEST, NEWEST),
        ("broker", NOW + MINUTE_MS, NOW + MINUTE_MS, NOW + MINUTE_MS),
        ("broker", NOW + HOUR_MS, NOW + HOUR_MS, NEWEST),
    ],
    ids=["the data's own time", "meters on our clock", "nothing has come for an hour"],
)
def test_which_clock_rules(world: Settings, clock: str, wall: int, now: int, heard: int) -> None:
    assert _asked(replace(world, clock=clock), wall) == (now, heard)
