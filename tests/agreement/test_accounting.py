"""Readings received = in windows + late + unusable, by utility and county, and each is what was sent."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from redis import Redis

from contract.accounting import Account, accounting_key, read_accounts
from contract.live_windows import is_late
from contract.region_view import UNKNOWN_COUNTY
from contract.registry import block_of
from contract.settings import Settings
from contract.utilities import Utility
from contract.validity import Fault, fault
from contract.windows import end
from tests.agreement.generated_readings import BLOCKS, Sent
from tests.agreement.playing import Played

Counts = tuple[int, int, int, int]


def test_every_reading_received_is_accounted_for(played: Played) -> None:
    accounts = _accounts(played.settings)
    assert {account.difference for account in accounts.values()} == {0}
    found = {place: (each.received, each.in_windows, each.late, each.unusable) for place, each in accounts.items()}
    assert found == _sums(played)


def test_windows_hold_what_the_accounts_say(played: Played) -> None:
    for (utility, county), account in _accounts(played.settings).items():
        rows = played.references[utility.name].rows
        inside = [window.n for user_id, window in rows if BLOCKS[block_of(user_id)].county == county]
        assert account.in_windows == sum(inside)


def _accounts(settings: Settings) -> dict[tuple[Utility, int], Account]:
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        fields: Any = redis.hgetall(accounting_key(settings.redis_prefix()))
    return read_accounts(fields)


def _sums(played: Played) -> dict[tuple[Utility, int], Counts]:
    sums: dict[tuple[Utility, int], Counts] = defaultdict(lambda: (0, 0, 0, 0))
    for message in played.sent:
        place, counts = _counted(message, played.settings)
        before = sums[message.utility, place]
        sums[message.utility, place] = (
            before[0] + counts[0],
            before[1] + counts[1],
            before[2] + counts[2],
            before[3] + counts[3],
        )
    return sums


def _counted(message: Sent, settings: Settings) -> tuple[int, Counts]:
    """County; readings received, in windows, late, unusable."""
    report = message.report
    if report is None:
        return UNKNOWN_COUNTY, (1, 0, 0, 1)
    county, why = BLOCKS[block_of(report.user_id)].county, fault(report, message.stamp)
    n = 1 if why is Fault.COLUMNS else len(report.offset_ms)
    if why is not Fault.NONE:
        return county, (n, 0, 0, n)
    at = [reading.at for reading in report.readings()]
    closes = end(at[-1], settings.live_window_ms)
    inside = sum(end(each, settings.live_window_ms) == closes for each in at)
    inside = 0 if is_late(at[-1], message.stamp, settings) else inside
    return county, (n, inside, n - inside, 0)
