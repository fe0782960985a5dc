"""Nobody sees a number before a login."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("path", ["/", "/map", "/operations"])
def test_every_page_asks_who_you_are(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_a_wrong_password_is_told_in_words(page: Page, logins: dict[str, tuple[str, str]]) -> None:
    page.goto("/")
    page.get_by_label("Name").fill(logins["homeowner"][0])
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("password")


def test_logging_out_leads_back_to_the_form(homeowner: Page) -> None:
    homeowner.get_by_role("button", name="Log out").click()
    expect(homeowner.get_by_role("button", name="Log in")).to_be_visible()
    homeowner.reload()
    expect(homeowner.get_by_role("button", name="Log in")).to_be_visible()
