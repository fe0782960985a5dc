"""Logging in the way a person does."""

from __future__ import annotations

from playwright.sync_api import Page


def log_in(page: Page, name: str, password: str) -> None:
    """Fills the form and waits until the pages of this login are there."""
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
