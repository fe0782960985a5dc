"""The pages talk to their own host alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

LOCAL_SCHEMES = ("data", "blob")


def test_no_request_leaves_the_host(context: BrowserContext, operator: Page, api_url: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/map", "/operations"):
        operator.goto(path)
        operator.wait_for_timeout(3000)
    elsewhere = [url for url in asked if urlsplit(url).scheme not in LOCAL_SCHEMES and not url.startswith(api_url)]
    assert asked
    assert elsewhere == []
