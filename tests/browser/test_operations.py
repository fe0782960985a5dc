"""What the nights did."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE

LOOKED_MS = 40_000


def test_runs_horizons_and_comparison_are_there(operator: Page) -> None:
    operator.goto("/operations")
    for card in ("Confirmed to", "Live against batch, by night", "Nightly runs"):
        expect(operator.get_by_role("region", name=card).get_by_role("row").nth(1)).to_be_visible()


@pytest.mark.parametrize("window", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
def test_every_stage_from_door_to_page_is_drawn_and_read_at_one_time(operator: Page) -> None:
    operator.goto("/operations")
    card = operator.get_by_role("region", name="From door to page")
    rows = card.get_by_role("article")
    expect(rows).to_have_count(5, timeout=LOOKED_MS)
    expect(rows.get_by_role("img")).to_have_count(10)
    expect(card.get_by_role("article", name="Redis")).to_contain_text(re.compile(r"keeps up.*MiB", re.DOTALL))
    expect(card.get_by_role("article", name="Archive")).not_to_contain_text("no data")
    expect(card.get_by_role("article", name="Stream")).not_to_contain_text("does not answer")
    card.get_by_role("img", name=re.compile("Redis, memory")).hover(position={"x": 2, "y": 10})
    expect(card).to_contain_text(" ago")
    assert operator.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_alerts_and_the_accounts_of_readings_are_there(operator: Page) -> None:
    operator.goto("/operations")
    expect(operator.get_by_role("region", name="Alerts")).to_contain_text("open")
    expect(operator.get_by_role("region", name="Where the readings went")).to_contain_text("Flink's own windows")


def test_feeders_and_who_is_suspected_are_there(operator: Page) -> None:
    operator.goto("/operations")
    feeders = operator.get_by_role("region", name="Feeders nearest to their rating")
    expect(feeders.get_by_role("row").nth(1)).to_contain_text(" %")
    expect(operator.get_by_role("region", name="Suspected theft")).to_be_visible()
