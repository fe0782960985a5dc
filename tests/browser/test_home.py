"""What a homeowner sees: three utilities, live, and where each number comes from."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Locator, Page, expect

UTILITIES = ("Electricity", "Gas", "Water")
LIVE_MS = 60_000


def _row(page: Page, utility: str) -> Locator:
    return page.get_by_role("article", name=utility)


@pytest.mark.parametrize("utility", UTILITIES)
def test_each_utility_has_a_number_now_and_today(homeowner: Page, utility: str) -> None:
    numbers = _row(homeowner, utility).get_by_role("button")
    expect(numbers).to_have_count(2, timeout=LIVE_MS)
    expect(numbers.first).to_contain_text("live")


def test_the_page_follows_the_live_windows(homeowner: Page) -> None:
    """A steady home's figures may stand still for minutes; its trail of windows may not."""
    now = homeowner.get_by_role("region", name="Now")
    expect(_row(homeowner, "Electricity").get_by_role("button")).to_have_count(2, timeout=LIVE_MS)
    homeowner.wait_for_timeout(2_000)
    before, patient = now.screenshot(), time.monotonic() + LIVE_MS / 1000
    while now.screenshot() == before:
        assert time.monotonic() < patient, "nothing moved for a minute"
        homeowner.wait_for_timeout(1_000)


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


def test_the_chosen_utility_stays_in_the_address(homeowner: Page) -> None:
    today = homeowner.get_by_role("region", name="Today")
    today.get_by_role("button", name="Water", exact=True).click()
    homeowner.wait_for_url("**utility=water**")
    homeowner.reload()
    expect(today.get_by_role("button", name="Water", exact=True)).to_have_attribute("aria-pressed", "true")
