"""How sure a day is: beside the bars it says how many quarter hours are measured, and what was found in the others."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from tests.api.world import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.login import log_in


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_settled_day_says_how_sure_it_is(browser: Browser, billed: str, size: tuple[int, int]) -> None:
    context = browser.new_context(base_url=billed, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.clock.set_fixed_time(datetime(2031, 5, 5, tzinfo=UTC))  # a browser's own clock decides nothing
    log_in(page, "alice", PASSWORD)
    sure = page.get_by_role("region", name="How sure this day is")
    page.get_by_role("button", name="Day before").click()
    expect(sure).to_contain_text(re.compile(r"(All )?\d+ (of \d+ )?quarter hours"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
