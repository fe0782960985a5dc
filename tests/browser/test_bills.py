"""What a homeowner sees of bills: what they will come to, those that ended, one opened, and other tariffs."""

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
    """The page of a homeowner with a year of bills."""
    width, height = request.param
    context = browser.new_context(base_url=billed, viewport={"width": width, "height": height})
    page = context.new_page()
    log_in(page, "alice", PASSWORD)
    yield page
    context.close()


def test_an_open_bill_is_a_band_in_words_and_drawn(alice: Page) -> None:
    power = alice.get_by_role("article", name="Electricity, this bill")
    expect(power).to_contain_text(re.compile(r"\$\d+\W\d+ by 30 Nov"))
    expect(power.get_by_role("img", name=re.compile(r"\$\d+\.\d\d to 20 Nov, \$\d+\W\d+ by 30 Nov"))).to_be_visible()


def test_a_bill_opens_with_lines_that_add_up_and_lead_to_their_days(alice: Page) -> None:
    october = alice.get_by_role("region", name="October 2026")
    item = october.get_by_role("link", name=re.compile("Electricity"))
    expect(item).to_contain_text("corrected: $1.")
    item.click()
    alice.wait_for_url("**/bill?**from=2026-10-01**")
    lines = alice.get_by_role("region", name="What it is made of")
    lines.get_by_text("Energy", exact=True).click()
    expect(lines).to_contain_text(re.compile(r"10 Oct: [\d.]+ kWh in\s+96 quarter hours, run \d+"))
    amounts = [float(found) for found in re.findall(r"\n\$([\d.]+)\n", lines.inner_text() + "\n")]
    assert round(sum(amounts[:-1]), 2) == amounts[-1], lines.inner_text()
    expect(alice.get_by_role("region", name="What changed")).to_contain_text("Readings that came late")
    expect(alice.get_by_role("region", name="The days behind it")).to_contain_text("Press a bar")
    assert alice.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_tariffs_are_compared_cheapest_first_with_ones_own_marked(alice: Page) -> None:
    card = alice.get_by_role("region", name="On another tariff")
    rows = card.get_by_role("listitem")
    expect(rows).to_have_count(5)
    expect(card.get_by_text("yours", exact=True)).to_have_count(1)
    costs = [float(found.replace(",", "")) for found in re.findall(r"\$([\d,]+\.\d\d)\n", card.inner_text())]
    assert costs
    expect(rows.first).to_contain_text("less")
