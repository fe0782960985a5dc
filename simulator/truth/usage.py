"""True usage: what perfect meters' closing readings give, from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from contract.windows import INTERVAL_MS
from simulator.country.population import Kind, Numbers
from simulator.country.traits import phases_ms
from simulator.demand.country import Country
from simulator.demand.events import Demand
from simulator.scenario import Scenario, ScenarioError

Growth = tuple[Numbers, ...]


def closing_growth(scenario: Scenario, country: Country, start: int, stop: int) -> Iterator[tuple[int, Growth]]:
    """Each interval end from `start` to `stop` (UTC ms), and by how much its closing readings exceed the registers
    one interval before `start`, per fleet (mWh, mL). What passed between two segments counts nothing.
    """
    before: Growth = ()
    lost = tuple(np.zeros(len(fleet), np.int64) for fleet in country.fleets)
    for end, grown in _counted(scenario, country.demand, country, start, stop):
        for fleet, grew in enumerate(grown):
            for each in country.faults.restarts(fleet, end // INTERVAL_MS - 1) if before else ():
                lost[fleet][each.rows] += grew[each.rows] - before[fleet][each.rows]
        yield end, tuple(grew - less for grew, less in zip(grown, lost, strict=True))
        before = grown


def _counted(
    scenario: Scenario, demand_of: Callable[[int], tuple[Demand, ...]], country: Country, start: int, stop: int
) -> Iterator[tuple[int, Growth]]:
    """The same of registers that count on for ever."""
    phase = phases_ms(country.traits.phase, scenario.heartbeat_ms)
    grown = tuple(np.zeros(len(fleet), np.int64) for fleet in country.fleets)
    for end in range(start, stop + 1, INTERVAL_MS):
        demands = demand_of(end // INTERVAL_MS - 1)
        pairs = list(zip(country.fleets, demands, grown, strict=True))
        if end <= scenario.live_from:
            yield end, tuple(before + demand.usage() for _, demand, before in pairs)
        else:
            # The last heartbeat before the end is the one a whole heartbeat before the next interval's first.
            last = INTERVAL_MS - scenario.heartbeat_ms + phase
            yield (
                end,
                tuple(before + demand.read(last[fleet.rows][:, None])[0][:, 0] for fleet, demand, before in pairs),
            )
        grown = tuple(before + demand.usage() for _, demand, before in pairs)


def usage(
    scenario: Scenario, country: Country, start: int, stop: int, *, consumed: bool = False
) -> tuple[Numbers, ...]:
    """Each meter's usage from `start` to `stop` (interval ends, UTC ms), in the order of the country's fleets: mWh, mL.

    With `consumed` it is what the customer used, whatever a faulty meter made of it.

    Raises ScenarioError if there are no readings at these ends.
    """
    if start % INTERVAL_MS or stop % INTERVAL_MS or not scenario.origin <= start <= stop:
        raise ScenarioError("Truth is known between two quarter hours that are not before the simulation's first.")
    ends = (
        _counted(scenario, country.consumed, country, start, stop)
        if consumed
        else closing_growth(scenario, country, start, stop)
    )
    _, first = next(ends)
    last = first
    for _, last in ends:  # noqa: B007
        pass
    return tuple(b - a for a, b in zip(first, last, strict=True))


def of_user(country: Country, used: tuple[Numbers, ...], user_id: int) -> dict[str, int]:
    """One user's usage by utility, without the utilities it does not have."""
    found: dict[str, int] = {}
    for fleet, amounts in zip(country.fleets, used, strict=True):
        for position in np.flatnonzero(fleet.user_id == user_id).tolist():
            found[fleet.utility.name] = int(amounts[position])
    return found


def of_county(country: Country, used: tuple[Numbers, ...], fips: int) -> dict[str, int]:
    """The usage of a county's customers by utility, of those that any has. Head meters measure it again, so they do
    not count.
    """
    indices = [index for index, county in enumerate(country.population.counties) if county.fips == fips]
    found: dict[str, int] = {}
    for fleet, amounts in zip(country.fleets, used, strict=True):
        counted = np.isin(country.population.county[fleet.rows], indices)
        counted &= country.population.kind[fleet.rows] != Kind.HEAD
        if counted.any():
            found[fleet.utility.name] = found.get(fleet.utility.name, 0) + int(amounts[counted].sum())
    return found
