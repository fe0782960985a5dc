"""On a phone nothing sticks out, and everything can be hit with a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

THUMB = 44
pytestmark = pytest.mark.parametrize("window", [PHONE], ids=["phone"], indirect=True)

_TOO_SMALL = """(least) => [...document.querySelectorAll('button, a, select, summary, input')]
  .filter((element) => element.offsetParent !== null && element.offsetHeight < least)
  .map((element) => element.outerHTML.slice(0, 120))"""


def _width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def test_home_fits(homeowner: Page) -> None:
    expect(homeowner.get_by_role("region", name="Last days").get_by_role("img")).to_be_visible()
    assert _width(homeowner) == PHONE[0]
    assert homeowner.evaluate(_TOO_SMALL, THUMB) == []


@pytest.mark.parametrize("path", ["/map", "/operations"])
def test_operators_pages_fit(operator: Page, path: str) -> None:
    operator.goto(path)
    operator.get_by_role("region").first.wait_for()
    assert _width(operator) == PHONE[0]
