"""A home's past by week, month and year, and what was before; every number keeps its receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.world import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.login import log_in


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def alice(browser: Browser, billed: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of a homeowner with thirteen settled months; her today is Saturday, 21 November 2026."""
    width, height = request.param
    context = browser.new_context(base_url=billed, viewport={"width": width, "height": height})
    page = context.new_page()
    log_in(page, "alice", PASSWORD)
    yield page
    context.close()


def test_a_year_is_told_by_months_that_open_their_receipts(alice: Page) -> None:
    alice.get_by_role("group", name="How much of the past").get_by_role("button", name="Year").click()
    year = alice.get_by_role("region", name="Last 12 months")
    expect(year.get_by_role("img", name=re.compile("Usage in months, at most .* kWh"))).to_be_visible()
    year.get_by_text("As a table").click()
    expect(year.get_by_role("row")).to_have_count(12)
    october = year.get_by_role("row", name=re.compile("Thu 1 Oct to Sat 31 Oct"))
    october.get_by_role("button", name="(confirmed").click()
    expect(alice.get_by_role("dialog")).to_contain_text("the nightly run (batch)")
    assert alice.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_was_before_is_a_step_away_and_a_day_opens(alice: Page) -> None:
    alice.get_by_role("button", name="Earlier", exact=True).click()
    week = alice.get_by_role("region", name="Sun 8 Nov to Sat 14 Nov")
    expect(week.get_by_role("img", name=re.compile("Usage in days"))).to_be_visible()
    week.get_by_role("button", name="Month").click()
    month = alice.get_by_role("region", name="Last 30 days")
    chart = month.get_by_role("img", name=re.compile("Usage in days"))
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": box["width"] / 2, "y": box["height"] - 60})
    expect(alice.get_by_role("region", name=re.compile(r"^\w{3} [5-7] Nov$"))).to_be_visible()
