"""A scenario as one stream of batches: past days, then the present, for ever or until an instant."""

from __future__ import annotations

from collections.abc import Iterator

from contract.windows import INTERVAL_MS
from simulator.demand.country import Country
from simulator.demand.moments import moments
from simulator.faults.transport import Transport
from simulator.run.backfill import Backfill
from simulator.run.batches import Batch
from simulator.run.live import Live
from simulator.run.plan import Plan
from simulator.scenario import Scenario

FOR_EVER = 2**62


def simulate(
    scenario: Scenario, country: Country, plan: Plan, since: int = 0, until: int = FOR_EVER
) -> Iterator[Batch]:
    """Everything with readings after `since` and up to `until` (UTC ms), in order of stamps, as its faults leave it."""
    return Transport(country.faults).through(_reported(scenario, country, plan, since, until))


def _reported(scenario: Scenario, country: Country, plan: Plan, since: int, until: int) -> Iterator[Batch]:
    backfill, live = Backfill(country, plan.partitions), Live(country, plan)
    for moment in moments(country, scenario.origin):
        start = moment.end - INTERVAL_MS
        if start >= until:
            return
        if moment.end <= scenario.live_from:
            if since < moment.end <= until and scenario.origin < scenario.live_from:
                yield from backfill.batches(moment)
        elif moment.end > since:
            yield from live.batches(moment, max(since, scenario.live_from), until)


def backfill_readings(scenario: Scenario, country: Country) -> int:
    """How many readings the past days hold."""
    ends = (scenario.live_from - scenario.origin) // INTERVAL_MS + 1
    return ends * sum(len(fleet) for fleet in country.fleets) if ends > 1 else 0
