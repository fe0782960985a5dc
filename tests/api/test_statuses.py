"""How many homes of a county are how: each once, by the worst that lasts, and nothing of small counties."""

from __future__ import annotations

from api.statuses import count
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
