"""What the nights did."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_runs_horizons_and_comparison_are_there(operator: Page) -> None:
    operator.goto("/operations")
    for card in ("Confirmed to", "Live against batch, by night", "Nightly runs"):
        expect(operator.get_by_role("region", name=card).get_by_role("row").nth(1)).to_be_visible()


def test_alerts_and_the_accounts_of_readings_are_there(operator: Page) -> None:
    operator.goto("/operations")
    expect(operator.get_by_role("region", name="Alerts")).to_contain_text("open")
    expect(operator.get_by_role("region", name="Where the readings went")).to_contain_text("Flink's own windows")


def test_feeders_and_who_is_suspected_are_there(operator: Page) -> None:
    operator.goto("/operations")
    feeders = operator.get_by_role("region", name="Feeders nearest to their rating")
    expect(feeders.get_by_role("row").nth(1)).to_contain_text(" %")
    expect(operator.get_by_role("region", name="Suspected theft")).to_be_visible()
