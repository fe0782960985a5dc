"""Hotspots, by who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis

from contract.hotspot_view import Hotspot, HotspotLayer, Kind, State, layer_key, write_layer
from contract.settings import Settings
from contract.utilities import ELECTRICITY, GAS
from tests.api.conftest import ClientOf
from tests.api.routes.test_live import next_body
from tests.api.world import NOW

RING = [[41.6, -93.6], [41.7, -93.6], [41.7, -93.5]]
LOAD = Hotspot(
    id=f"load-gas-{NOW - 10_000}-0",
    kind="load",
    utility="gas",
    state=State.GROWING,
    since=NOW - 20_000,
    lat=41.65,
    lon=-93.55,
    areas=(RING,),
    points=42,
    value=2100.5,
    usual=600.25,
    score=6.5,
    members=("85283473fffffff",),
    level=40.5,
    anchor=(41.6, -93.6),
    missed=0,
)
CROWD = replace(LOAD, id="events-1-0", kind="events", utility=None, lat=10.0, usual=None, score=None, members=("e1",))


@pytest.fixture(autouse=True)
def view(world: Settings) -> Iterator[redis.Redis]:
    """Gas has a hotspot, electricity has none; events crowd in the middle of nowhere."""
    prefix = world.redis_prefix()
    with redis.Redis(world.host, world.redis_port) as client:
        client.set(layer_key(prefix, Kind.LOAD, GAS), write_layer(HotspotLayer(NOW - 5000, NOW - 4000, (LOAD,))))
        client.set(layer_key(prefix, Kind.EVENTS), write_layer(HotspotLayer(NOW, NOW, (CROWD,))))
        yield client
        client.delete(layer_key(prefix, Kind.LOAD, GAS), layer_key(prefix, Kind.EVENTS))


def test_a_hotspot_has_its_place_its_state_and_its_numbers(logged_in: ClientOf) -> None:
    body = logged_in("olga").get("/v1/hotspots", params={"utility": "gas"}).raise_for_status().json()
    assert (body["utility"], body["unit_demand"], body["window_end"]) == ("gas", "L/h", NOW - 5000)
    load, crowd = body["hotspots"]
    assert (load["id"], load["kind"], load["state"], load["since"]) == (LOAD.id, "load", "growing", NOW - 20_000)
    assert (load["county"], load["place"]) == ("19153", "Polk, IA")
    assert (load["points"], load["value"], load["usual"], load["score"]) == (42, 2100.5, 600.25, 6.5)
    assert (load["areas"], load["members"]) == ([RING], ["85283473fffffff"])
    assert (crowd["kind"], crowd["utility"], crowd["county"], crowd["place"]) == ("events", None, None, None)


def test_a_utility_shows_its_own_and_the_crowds(logged_in: ClientOf) -> None:
    body = logged_in("ada").get("/v1/hotspots").raise_for_status().json()
    assert (body["utility"], body["window_end"]) == ("electricity", None)
    assert [hotspot["id"] for hotspot in body["hotspots"]] == [CROWD.id]


def test_hotspots_are_for_operators(logged_in: ClientOf) -> None:
    assert [logged_in(name).get("/v1/hotspots").status_code for name in ("alice", "anna", "door")] == [403, 403, 403]
    assert logged_in("olga").get("/v1/hotspots", params={"utility": "steam"}).status_code == 422


def test_events_bring_each_window(logged_in: ClientOf, view: redis.Redis, world: Settings) -> None:
    with logged_in("olga").stream("GET", "/v1/hotspots/events") as answer:
        lines = answer.iter_lines()
        assert len(next_body(lines)["hotspots"]) == 1
        key, spot = layer_key(world.redis_prefix(), Kind.LOAD, ELECTRICITY), replace(LOAD, utility="electricity")
        view.set(key, write_layer(HotspotLayer(NOW, NOW, (spot,))))
        body = next_body(lines)
        assert (body["window_end"], len(body["hotspots"])) == (NOW, 2)
        view.delete(key)
