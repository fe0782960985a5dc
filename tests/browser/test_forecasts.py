"""What is foretold: a homeowner's day by hour against what came, and a county's for an operator."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.login import log_in


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_homeowner_sees_the_day_as_foretold(browser: Browser, billed: str, size: tuple[int, int]) -> None:
    page = _page(browser, billed, size, "bob")
    card = page.get_by_role("region", name="Today, as foretold")
    expect(card).to_contain_text(re.compile(r"About\s+[\d.]+ kWh, the most from \d\d:00 to \d\d:00"))
    expect(card).to_contain_text("what it was")
    expect(card.locator("circle")).to_have_count(15)
    expect(card).to_contain_text("83 % of the hours came out inside the band")
    expect(card).to_contain_text("25 % closer than last week's same hours")
    drawing = card.get_by_role("img", name=re.compile("What is foretold by hour, at most"))
    drawing.hover(position={"x": 200, "y": 80})
    expect(card).to_contain_text(re.compile(r"\d\d:00 to \d\d:00: [\d.]+\W[\d.]+ kWh, most likely [\d.]+"))
    card.get_by_text("As a table").click()
    expect(card.get_by_role("row")).to_have_count(24)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


def test_an_operator_sees_a_county_with_its_record(browser: Browser, billed: str) -> None:
    page = _page(browser, billed, DESKTOP, "olga")
    page.goto("/map?county=00001&utility=electricity")
    panel = page.get_by_role("region", name="One, NY")
    expect(panel).to_contain_text("Foretold for Sat 21 Nov")
    expect(panel).to_contain_text("Over 1 day")
    expect(panel).to_contain_text("more for each degree below 15.5 °C")
    page.context.close()


def _page(browser: Browser, address: str, size: tuple[int, int], name: str) -> Page:
    width, height = size
    page = browser.new_context(base_url=address, viewport={"width": width, "height": height}).new_page()
    log_in(page, name, PASSWORD)
    return page


def test_a_homeowner_sees_months_without_the_weather(browser: Browser, billed: str) -> None:
    page = _page(browser, billed, PHONE, "alice")
    card = page.get_by_role("region", name="Without the weather")
    expect(card).to_contain_text(re.compile(r"In October 2026 you used \d+ % \w+ than usual for its weather"))
    expect(card.get_by_role("row")).to_have_count(14)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()
