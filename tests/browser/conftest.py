"""A browser for the session, and pages that are logged in; `api_url` and `logins` come from the running stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import browsers
from tests.browser.login import log_in

if TYPE_CHECKING:
    from collections.abc import Iterator

DESKTOP = (1280, 800)
PHONE = (390, 844)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    chromium = browsers.find()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.program,
            args=list(browsers.FLAGS),
            env=dict(chromium.environ),
        )
        yield launched
        launched.close()


@pytest.fixture(params=[DESKTOP], ids=["desktop"])
def window(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Width and height in CSS pixels; parametrize it to test others."""
    size: tuple[int, int] = request.param
    return size


@pytest.fixture
def context(browser: Browser, window: tuple[int, int], api_url: str) -> Iterator[BrowserContext]:
    """A fresh profile whose relative addresses are the stack's."""
    width, height = window
    fresh = browser.new_context(base_url=api_url, viewport={"width": width, "height": height})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page nobody is logged in on."""
    return context.new_page()


@pytest.fixture
def homeowner(page: Page, logins: dict[str, tuple[str, str]]) -> Page:
    """A page a homeowner is logged in on."""
    log_in(page, *logins["homeowner"])
    return page


@pytest.fixture
def operator(page: Page, logins: dict[str, tuple[str, str]]) -> Page:
    """A page an operator is logged in on."""
    log_in(page, *logins["operator"])
    return page
