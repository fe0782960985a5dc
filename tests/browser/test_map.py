"""What an operator sees: counties coloured by live load, one of them in numbers."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.pixels import pixels_near, ramp

DRAWN_S = 60
COLOURED = 500


def test_counties_are_coloured_by_load(operator: Page) -> None:
    operator.goto("/map")
    shown = operator.get_by_role("application", name="Map")
    shown.wait_for()
    colours = ramp(shown, "electricity-ramp")
    deadline = time.monotonic() + DRAWN_S
    while (coloured := pixels_near(shown, colours)) < COLOURED and time.monotonic() < deadline:
        operator.wait_for_timeout(1000)
    assert coloured >= COLOURED


def test_the_legend_says_unit_and_homes(operator: Page) -> None:
    operator.goto("/map?utility=gas")
    legend = operator.get_by_role("region", name="Legend")
    expect(legend).to_contain_text("m³/h")
    expect(legend).to_contain_text("homes a county")


def test_the_list_holds_only_places_with_a_load(operator: Page) -> None:
    operator.goto("/map?utility=gas")
    ranked = operator.get_by_role("region", name="Highest load").get_by_role("button")
    ranked.first.wait_for()
    for row in ranked.all_inner_texts():
        assert re.search(r", [A-Z]{2}\n+[\d.]+ ", row), row


def test_a_county_from_the_list_is_shown_in_numbers(operator: Page) -> None:
    operator.goto("/map")
    first = operator.get_by_role("region", name="Highest load").get_by_role("button").first
    name = first.locator(".place").inner_text().strip()
    first.click()
    panel = operator.get_by_role("region", name=name)
    expect(panel).to_contain_text("Homes reporting")
    panel.get_by_role("button", name="open receipt").first.click()
    expect(operator.get_by_role("dialog")).to_contain_text("Answered by")


def test_the_selection_survives_a_reload(operator: Page) -> None:
    operator.goto("/map")
    operator.get_by_role("region", name="Highest load").get_by_role("button").first.click()
    operator.wait_for_url("**county=**")
    operator.reload()
    expect(operator.get_by_role("button", name="Close county")).to_be_visible()
