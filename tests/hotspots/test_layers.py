"""What silence shows: homes that do not report are anomalous all the same, singly or together in an outage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from redis import Redis

from contract.alerts import KEPT, Alert, Severity, alert_id, keep_script, write_alert
from contract.alerts import Kind as AlertKind
from contract.hotspot_view import Kind
from contract.live_view import LiveState
from contract.settings import Settings
from contract.utilities import ELECTRICITY, UTILITIES
from contract.windows import MINUTE_MS
from hotspots.cells import cells_of
from hotspots.found import Found
from hotspots.layers import of_homes
from hotspots.live_reads import LiveReads
from hotspots.registry import Registry
from tests.live_headers import put_header

CALL = "return keep(ARGV[1], tonumber(ARGV[2]), ARGV[3])"
END = 1_795_000_000_000
FIRST, A_TOWN, DARK = 64, 90, 60
TOWNS = ((41.68, -93.57), (39.74, -104.99), (47.49, -121.83), (25.61, -80.5))
PLACES = np.array(
    [(lat + 0.01 * (home % 10), lon + 0.01 * (home // 10)) for lat, lon in TOWNS for home in range(A_TOWN)]
)
STRUCK = range(FIRST, FIRST + DARK)
WENT_DARK = END - 20 * MINUTE_MS
Layers = Callable[[list[Alert]], dict[Kind, list[Found]]]


@pytest.fixture
def layers(namespace: Settings) -> Iterator[Layers]:
    """What is found of electricity when 60 of the 90 homes of a town, the greediest of all, have fallen silent."""
    with Redis(namespace.host, namespace.redis_port) as redis:
        prefix, keep = namespace.redis_prefix(), redis.register_script(keep_script() + CALL)
        for user in range(FIRST, FIRST + len(PLACES)):
            last_at, demand = (WENT_DARK, 9000) if user in STRUCK else (END, 500 + user % 7)
            state = LiveState(last_at, 1, demand, 7, 1, last_at, 2, demand, demand, 2 * demand, 2 * demand**2, *[0] * 5)
            put_header(redis, prefix, ELECTRICITY, user, state)
        everybody = {utility: np.arange(len(PLACES)) for utility in UTILITIES}
        registry = Registry(np.arange(len(PLACES)) + FIRST, PLACES, cells_of(PLACES, 5), everybody, (1,))

        def found(alerts: list[Alert]) -> dict[Kind, list[Found]]:
            for alert in alerts:
                keep(args=[prefix, KEPT, write_alert(alert)])
            told = of_homes(LiveReads(redis, prefix), registry, END, namespace)
            return {layer.kind: layer.found for layer in told if layer.utility in (None, ELECTRICITY)}

        yield found


def alert(kind: AlertKind, who: int | str, members: tuple[int, ...] = ()) -> Alert:
    name, user = alert_id(kind, ELECTRICITY, who, WENT_DARK), 0 if members else int(who)
    return Alert(name, kind, user, "electricity", WENT_DARK, None, Severity.WARNING, {}, members=members)


def test_an_outage_is_of_all_its_homes(layers: Layers) -> None:
    outage = alert(AlertKind.OUTAGE, "f1", tuple(STRUCK))
    found = layers([outage])
    _is_the_dark_town(found)
    (crowd,) = found[Kind.ALERTS]
    assert (crowd.points, crowd.members) == (DARK, (outage.id,))


def test_silent_homes_are_a_share_of_all_that_are_supplied(layers: Layers) -> None:
    silent = [alert(AlertKind.SILENT, user) for user in STRUCK]
    found = layers(silent)
    _is_the_dark_town(found)
    (crowd,) = found[Kind.ALERTS]
    assert (crowd.points, set(crowd.members)) == (DARK, {each.id for each in silent})


def test_one_more_alert_of_a_home_in_an_outage_does_not_count_it_twice(layers: Layers) -> None:
    outage, silent = alert(AlertKind.OUTAGE, "f1", tuple(STRUCK)), alert(AlertKind.SILENT, STRUCK[-1])
    (crowd,) = layers([outage, silent])[Kind.ALERTS]
    assert (crowd.points, set(crowd.members)) == (DARK, {outage.id, silent.id})


def _is_the_dark_town(found: dict[Kind, list[Found]]) -> None:
    (rate,) = found[Kind.ANOMALIES]
    assert rate.value is not None
    assert rate.value > 0.5
    assert rate.usual == round(DARK / len(PLACES), 4)
    assert np.hypot(rate.lat - TOWNS[0][0], rate.lon - TOWNS[0][1]) < 0.2
    assert found[Kind.LOAD] == [], "nobody draws what a silent home drew last"
