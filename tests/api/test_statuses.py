"""How many homes of a county are how: each once, by the worst that lasts, and nothing of small counties."""

from __future__ import annotations

from collections import Counter

from api.homes import County
from api.models.regions import StatusCounts
from api.statuses import LEAST_HOMES, count, counts
from contract.alerts import Kind, Status, alert_id
from contract.utilities import GAS, WATER

BLOCKS = {1: 19_153, 2: 19_155}


def lasting(kind: Kind, user_id: int | str) -> str:
    return alert_id(kind, WATER, user_id, 5)


def test_a_home_counts_once_and_silence_hides_the_rest() -> None:
    found = count(
        {
            64: [lasting(Kind.LEAK, 64), lasting(Kind.NIGHT_FLOW, 64)],
            65: [lasting(Kind.LEAK, 65), lasting(Kind.OUTAGE, "feeder3")],
            128: [lasting(Kind.SILENT, 128)],
            640: [lasting(Kind.LEAK, 640)],
        },
        BLOCKS,
        WATER,
    )
    assert found == {(19_153, Status.ANOMALOUS): 1, (19_153, Status.SILENT): 1, (19_155, Status.SILENT): 1}


def test_alerts_of_another_utility_say_nothing_of_this_one() -> None:
    assert not count({64: [lasting(Kind.LEAK, 64)]}, BLOCKS, GAS)


def test_small_counties_tell_nothing_and_nobody_is_left_over() -> None:
    odd = Counter({(19_153, Status.SILENT): 2, (19_153, Status.ANOMALOUS): 1})
    place = (19_153, "Polk", "IA", 41.68, -93.57, "America/Chicago")
    assert counts(County(*place, LEAST_HOMES), odd) == StatusCounts(normal=12, anomalous=1, silent=2)
    assert counts(County(*place, LEAST_HOMES - 1), odd) is None
