"""What the registers of a home did since its horizon."""

from __future__ import annotations

from api.homes import Home
from api.models.register_events import RegisterEvent
from api.times import Range
from api.usage_answers import UsageAnswers, event_body
from contract.live_view import SLOTS
from contract.utilities import BY_NAME
from contract.windows import INTERVAL_MS


async def since_horizon(answers: UsageAnswers, home: Home, now: int) -> list[RegisterEvent]:
    """As far back as the live view reaches, newest first; `now` in UTC ms."""
    stop = now // INTERVAL_MS * INTERVAL_MS
    wanted = Range(stop - SLOTS * INTERVAL_MS, stop + INTERVAL_MS)
    found: list[RegisterEvent] = []
    for utility in (BY_NAME[name] for name in home.utilities):
        snapshot = await answers.snapshot(home, utility, wanted, registers=True)
        found += [event_body(event, utility) for event in snapshot.merged.events]
    return sorted(found, key=lambda event: event.at, reverse=True)
