"""What a homeowner sees: three utilities, live, and where each number comes from."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

UTILITIES = ("Electricity", "Gas", "Water")
FED_IN = "Fed in"
LIVE_MS = 60_000
ROOM = 12


def _row(page: Page, utility: str) -> Locator:
    return page.get_by_role("article", name=utility)


@pytest.mark.parametrize("utility", UTILITIES)
def test_each_utility_has_a_number_now_and_today(homeowner: Page, utility: str) -> None:
    numbers = _row(homeowner, utility).get_by_role("button")
    expect(numbers).to_have_count(2, timeout=LIVE_MS)
    expect(numbers.first).to_contain_text("live")


def test_the_headline_says_what_today_has_cost_and_of_what_it_is_made(homeowner: Page) -> None:
    said = homeowner.get_by_role("paragraph").filter(has_text="so far today")
    said.get_by_role("button", name=re.compile(r"\$\d+\.\d\d")).click(timeout=LIVE_MS)
    receipt = homeowner.get_by_role("dialog", name="Cost of today so far")
    expect(receipt).to_contain_text("standing charge")
    expect(receipt).to_contain_text("tariff electricity-")


def test_the_number_now_moves_within_a_minute(homeowner: Page) -> None:
    number = _row(homeowner, "Electricity").get_by_role("button").first
    number.wait_for(timeout=LIVE_MS)
    expect(number).not_to_have_text(number.inner_text(), timeout=LIVE_MS)


def test_the_trail_says_since_when_it_watches(homeowner: Page) -> None:
    now = homeowner.get_by_role("region", name="Now")
    expect(now).to_contain_text(re.compile(r"live since \d\d:\d\d|live, last 10 min"), timeout=LIVE_MS)
    expect(now.get_by_role("img", name=re.compile("Electricity, live"))).to_be_visible()


def test_what_is_not_in_use_says_so_and_the_rest_does_not(homeowner: Page) -> None:
    """Number and word come from one reading, whatever it is just now."""
    for utility in UTILITIES:
        row = _row(homeowner, utility)
        row.get_by_role("button").first.wait_for(timeout=LIVE_MS)
        said = row.inner_text()
        assert ("not in use" in said) == bool(re.search(r"(?m)^0 ", said)), said


def test_the_home_selector_leaves_room_for_the_headline(homeowner: Page) -> None:
    selector, headline = homeowner.get_by_role("combobox"), homeowner.get_by_role("heading", level=1)
    above, below = selector.bounding_box(), headline.bounding_box()
    assert above
    assert below
    assert below["y"] - above["y"] - above["height"] >= ROOM


def test_a_live_number_opens_its_receipt(homeowner: Page) -> None:
    _row(homeowner, "Electricity").get_by_role("button").first.click(timeout=LIVE_MS)
    receipt = homeowner.get_by_role("dialog")
    expect(receipt).to_contain_text("Answered by")
    expect(receipt).to_contain_text("speed")
    homeowner.keyboard.press("Escape")
    expect(receipt).to_be_hidden()


def test_a_settled_day_opens_its_receipt_with_its_run(homeowner: Page) -> None:
    days = homeowner.get_by_role("region", name="Last days")
    days.get_by_text("As a table").click()
    days.get_by_role("button", name="(confirmed").first.click()
    receipt = homeowner.get_by_role("dialog")
    expect(receipt).to_contain_text("batch")
    expect(receipt).to_contain_text("Run")


def test_only_a_home_with_panels_shows_what_it_feeds_in(homeowner: Page) -> None:
    expect(_row(homeowner, "Electricity").get_by_role("button")).to_have_count(2, timeout=LIVE_MS)
    expect(_row(homeowner, FED_IN)).to_have_count(0)
    homeowner.get_by_role("combobox").select_option(index=1)
    numbers = _row(homeowner, FED_IN).get_by_role("button")
    expect(numbers).to_have_count(2, timeout=LIVE_MS)
    expect(numbers.first).to_contain_text("W")
    expect(numbers.last).to_contain_text("Wh")
    today = homeowner.get_by_role("region", name="Today")
    today.get_by_role("button", name=FED_IN, exact=True).click()
    homeowner.wait_for_url("**utility=export**")
    expect(today).to_contain_text("so far")
    homeowner.get_by_role("combobox").select_option(index=0)
    expect(today.get_by_role("button", name="Electricity", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_chosen_utility_stays_in_the_address(homeowner: Page) -> None:
    today = homeowner.get_by_role("region", name="Today")
    today.get_by_role("button", name="Water", exact=True).click()
    homeowner.wait_for_url("**utility=water**")
    homeowner.reload()
    expect(today.get_by_role("button", name="Water", exact=True)).to_have_attribute("aria-pressed", "true")
