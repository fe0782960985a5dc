"""What an operator sees of hotspots: marks on the map, a legend of what they do, and words."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from contract.hotspot_view import Hotspot, HotspotLayer, Kind, State, layer_key, write_layer
from contract.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pixels import pixels_near

STATES = (State.NEW, State.GROWING, State.MOVING, State.STEADY, State.FADING)
TOKENS = ("accent", "urgent", "attention", "strong", "muted")
DRAWN_S, SEEN_S = 60, 5.0
MARKED = 20
_TOKEN = "(name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()"


def crowds(count: int) -> tuple[Hotspot, ...]:
    """Crowds of events across the country, one of each state."""
    return tuple(_crowd(state, -120.0 + 9 * number) for number, state in enumerate(STATES[:count]))


def _crowd(state: State, lon: float) -> Hotspot:
    ring = [[38.0, lon], [38.0, lon + 3], [41.0, lon + 3], [41.0, lon]]
    since = time.time_ns() // 1_000_000 - 60_000
    return Hotspot(
        id=f"events-{since}-{state}",
        kind="events",
        utility=None,
        state=state,
        since=since,
        lat=39.5,
        lon=lon + 1.5,
        areas=(ring,),
        points=1234,
        value=0.5,
        usual=None,
        score=None,
        members=(),
        level=1.0,
        anchor=(39.5, lon + 1.5),
        missed=0,
    )


@pytest.fixture
def view(settings: Settings) -> Iterator[Redis]:
    with Redis(settings.host, settings.redis_port) as client:
        put(client, settings, len(STATES))
        yield client
        client.delete(layer_key(settings.redis_prefix(), Kind.EVENTS))


def put(client: Redis, settings: Settings, count: int) -> None:
    """A layer whose window is far ahead, so that the stack's own windows leave it alone."""
    ahead = time.time_ns() // 1_000_000 + 10**9
    client.set(layer_key(settings.redis_prefix(), Kind.EVENTS), write_layer(HotspotLayer(ahead, ahead, crowds(count))))


@pytest.fixture(params=["light", "dark"])
def coloured(request: pytest.FixtureRequest, operator: Page) -> Page:
    """An operator's page in light and in dark."""
    operator.emulate_media(color_scheme=request.param)
    return operator


@pytest.mark.usefixtures("view")
@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"], indirect=True)
def test_every_state_has_its_mark_its_legend_and_its_words(coloured: Page, window: tuple[int, int]) -> None:
    coloured.goto("/map")
    legend = coloured.get_by_role("region", name="Signs of hotspots")
    for state in STATES:
        expect(legend).to_contain_text(state)
    listed = coloured.get_by_role("region", name="Hotspots", exact=True)
    expect(listed).to_contain_text("1,234 events close together", timeout=DRAWN_S * 1000)
    for token in TOKENS:
        assert _drawn(coloured, coloured.evaluate(_TOKEN, token)), f"no mark in the colour {token}"
    assert coloured.evaluate("document.documentElement.scrollWidth") == window[0]


@pytest.mark.usefixtures("view")
def test_they_can_be_hidden_and_the_address_remembers(operator: Page) -> None:
    operator.goto("/map")
    button = operator.get_by_role("region", name="Signs of hotspots").get_by_role("button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    operator.wait_for_url("**hotspots=off**")
    operator.reload()
    expect(operator.get_by_role("button", name="Hotspots hidden")).to_be_visible()
    expect(operator.get_by_role("region", name="Hotspots", exact=True)).to_have_count(0)


def test_a_new_view_is_on_screen_within_seconds(operator: Page, view: Redis, settings: Settings) -> None:
    operator.goto("/map")
    rows = operator.get_by_role("region", name="Hotspots", exact=True).get_by_text("1,234 events")
    expect(rows).to_have_count(len(STATES), timeout=DRAWN_S * 1000)
    put(view, settings, 2)
    expect(rows).to_have_count(2, timeout=SEEN_S * 1000)


def _drawn(page: Page, colour: str) -> bool:
    shown, deadline = page.get_by_role("application", name="Map"), time.monotonic() + DRAWN_S
    while pixels_near(shown, [colour]) < MARKED:
        if time.monotonic() > deadline:
            return False
        page.wait_for_timeout(1000)
    return True
