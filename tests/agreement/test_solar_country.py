"""A solar home in the running stack: what the API answers of all it takes and feeds in equals the simulator's truth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from contract.settings import Settings
from contract.utilities import UTILITIES
from contract.windows import INTERVAL_MS, MINUTE_MS
from simulator.scenario import load, scenario_file
from simulator.truth.usage import of_county, of_user, usage


@pytest.fixture
def administrator(api_url: str, logins: dict[str, tuple[str, str]]) -> Iterator[httpx.Client]:
    with logged_in(api_url, *logins["administrator"]) as client:
        yield client


@contextmanager
def logged_in(api_url: str, name: str, password: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api_url, timeout=60) as client:
        body = client.post("/v1/login", json={"name": name, "password": password}).raise_for_status().json()
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {body['token']}"
        yield client


def test_merged_totals_of_a_solar_home_and_its_county_equal_the_truth(
    settings: Settings, api_url: str, logins: dict[str, tuple[str, str]], administrator: httpx.Client
) -> None:
    scenario = load(scenario_file(settings))
    country, stop = scenario.country(), (int(time.time() * 1000) - MINUTE_MS) // INTERVAL_MS * INTERVAL_MS
    used = usage(scenario, country, scenario.origin, stop)
    [_, home] = _homes(api_url, *logins["homeowner"])
    row = int((country.population.user_id == home).argmax())
    fips = country.population.counties[int(country.population.county[row])].fips
    asked = {"from": scenario.origin, "to": stop}

    own = {}
    for utility in UTILITIES:
        place = f"/v1/usage/{home}/{utility.name}"
        body = administrator.get(place, params={**asked, "grain": "day", "reason": "a test"}).raise_for_status().json()
        own[utility.name] = body["total"]["usage"]
        assert body["total"]["layer"] == "mixed"
    assert own == of_user(country, used, home)

    places = {utility.name: f"/v1/regions/{fips:05d}/usage/{utility.name}" for utility in UTILITIES}
    bodies = {name: administrator.get(place, params=asked).raise_for_status().json() for name, place in places.items()}
    assert {name: body["total"]["usage"] for name, body in bodies.items()} == of_county(country, used, fips)


def _homes(api_url: str, name: str, password: str) -> list[int]:
    with logged_in(api_url, name, password) as client:
        return [home["user_id"] for home in client.get("/v1/me").raise_for_status().json()["homes"]]
