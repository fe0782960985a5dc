"""A home whose meters were never heard says so in one sentence with the next step, and what else is known stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.api.world import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.login import log_in


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_home_without_a_live_reading_waits_for_nothing(browser: Browser, billed: str, size: tuple[int, int]) -> None:
    context = browser.new_context(base_url=billed, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    log_in(page, "alice", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("No live reading has come from your meters.")
    now = page.get_by_role("region", name="Now")
    expect(now).to_contain_text("No live reading has come from this home's meters.")
    expect(now).to_contain_text("tell your operator")
    expect(now.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("open receipt")).first).to_be_visible()
    expect(page.get_by_text("so far today")).to_have_count(0)
    context.close()
