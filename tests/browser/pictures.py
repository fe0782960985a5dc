"""`python -m tests.browser.pictures HOME OPERATOR`: the pictures of the front page, from a demonstration that is up.

HOME and OPERATOR are the passwords that `make demo` prints. Not a test: run it when pages look different.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from contract.settings import load
from tests.browser import browsers
from tests.browser.login import log_in

DOCS = Path(__file__).parents[2] / "docs"
WIDTH = 1280
DRAWN_MS = 20_000  # the map's counties and names, without a graphics card
TRAILED_MS = 45_000  # some live windows of a home that nobody watched before


def main(home: str, operator: str) -> None:
    """Writes docs/home.png, map.png and operations.png."""
    chromium = browsers.find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.program, args=list(browsers.FLAGS), env=dict(chromium.environ)
        )
        owner = _page(browser, 1250, "home", home)
        owner.get_by_role("combobox").select_option(index=1)  # the home with panels
        owner.wait_for_timeout(TRAILED_MS)
        _shoot(owner, "home")
        staff = _page(browser, 800, "operator", operator)
        staff.goto("/map")
        staff.wait_for_timeout(DRAWN_MS)
        _shoot(staff, "map")
        staff.set_viewport_size({"width": WIDTH, "height": 1090})
        staff.goto("/operations")
        staff.get_by_role("region", name="From door to page").get_by_role("img").first.wait_for()
        staff.wait_for_timeout(DRAWN_MS // 10)
        _shoot(staff, "operations")
        browser.close()


def _page(browser: Browser, height: int, name: str, password: str) -> Page:
    settings = load()
    address = f"http://{settings.host}:{settings.api_port}"
    context = browser.new_context(base_url=address, viewport={"width": WIDTH, "height": height}, color_scheme="light")
    page = context.new_page()
    log_in(page, name, password)
    return page


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
