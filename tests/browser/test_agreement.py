"""How well live and settled agree."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE


@pytest.mark.parametrize("window", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
def test_a_night_is_told_by_cause_county_and_zone(operator: Page) -> None:
    operator.goto("/agreement")
    causes = operator.get_by_role("region", name="Why they differ")
    expect(causes.get_by_text("Unexplained", exact=True)).to_be_visible()
    expect(operator.get_by_role("region", name="By county").get_by_text("agree in every value")).to_be_visible()
    expect(operator.get_by_role("region", name="By zone").get_by_role("cell").first).to_be_visible()
    assert operator.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_night_is_chosen_by_its_bar(operator: Page) -> None:
    operator.goto("/agreement")
    bar = operator.get_by_role("group", name="Share that differed, by night").get_by_role("button").first
    bar.click()
    expect(bar).to_have_attribute("aria-pressed", "true")
    assert "day=" in operator.url
