"""How many homes of each county are normal, anomalous and silent; small counties tell nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from starlette.concurrency import run_in_threadpool

from api.homes import County, Homes
from api.kept import Kept
from api.live_reads import LiveReads
from api.models.regions import StatusCounts
from contract.alerts import Status, status_of
from contract.registry import block_of
from contract.utilities import Utility
from contract.windows import HOUR_MS, MINUTE_MS, Clock

LEAST_HOMES = 15  # fewer would tell of single ones
KNOWN_FOR_MS = 5 * MINUTE_MS
KNOWN_WHILE_AWAY_MS = 24 * HOUR_MS
ALL = "all"


class Statuses:
    """Counts out of the alerts that last; whose they are comes from the registry."""

    def __init__(self, homes: Homes, live: LiveReads, clock: Clock) -> None:
        self._live = live
        self._blocks: Kept[str, dict[int, int]] = Kept(
            lambda _: homes.blocks(), clock, KNOWN_FOR_MS, away_ms=KNOWN_WHILE_AWAY_MS
        )

    async def of_counties(self, counties: Sequence[County], utility: Utility) -> dict[int, StatusCounts]:
        """By county number, of those with enough homes; one command."""
        lasting = await self._live.open_everywhere()
        known = self._blocks.fresh(ALL)
        blocks = await run_in_threadpool(self._blocks.get, ALL) if known is None else known
        odd = count(lasting, blocks, utility)
        told = {each.county: counts(each, odd) for each in counties}
        return {number: found for number, found in told.items() if found}


def count(
    lasting: Mapping[int, Sequence[str]], blocks: Mapping[int, int], utility: Utility
) -> Counter[tuple[int, Status]]:
    """Users by county and status, out of their alerts that last; nobody is counted twice."""
    found: Counter[tuple[int, Status]] = Counter()
    for user_id, ids in lasting.items():
        county, status = blocks.get(block_of(user_id)), status_of(ids, utility)
        if county is not None and status is not Status.NORMAL:
            found[county, status] += 1
    return found


def counts(county: County, odd: Counter[tuple[int, Status]]) -> StatusCounts | None:
    """A county's homes by status; None where so few would tell of single ones."""
    if county.homes < LEAST_HOMES:
        return None
    silent = min(odd[county.county, Status.SILENT], county.homes)
    anomalous = min(odd[county.county, Status.ANOMALOUS], county.homes - silent)
    return StatusCounts(normal=county.homes - silent - anomalous, anomalous=anomalous, silent=silent)
