"""Pages, their headers and how long browsers keep them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from contract.settings import Settings
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, START


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the web build leaves it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Concord</title>")
    (tmp_path / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "assets" / "index-abc.js").write_text("export {}\n" * 400)
    return tmp_path


def get(built: Path, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(Settings(), lambda: 0, built))
        async with httpx.AsyncClient(transport=transport, base_url="http://concord") as client:
            return await client.get(path)

    return asyncio.run(ask())


@pytest.mark.parametrize("path", ["/", "/map", "/operations", "/agreement"])
def test_every_page_is_the_same_file_asked_for_anew(built: Path, path: str) -> None:
    answer = get(built, path)
    assert "Concord" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_assets_are_kept_for_ever_and_packed(built: Path) -> None:
    answer = get(built, "/assets/index-abc.js")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert get(built, "/assets/index-old.js").status_code == 404


def test_pages_run_and_ask_nothing_of_other_hosts(built: Path) -> None:
    for path in ("/", "/assets/index-abc.js", "/nowhere"):
        policy = get(built, path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "worker-src 'self' blob:" in policy
        assert "http" not in policy
        assert get(built, path).headers["x-content-type-options"] == "nosniff"


def test_nothing_outside_the_folder_is_served(built: Path) -> None:
    for path in ("/assets/../index.html", "/assets/%2e%2e/index.html", "/index.html/../../etc/passwd"):
        assert get(built, path).status_code in (404, 405)


def test_unbuilt_pages_are_told_so(tmp_path: Path) -> None:
    answer = get(tmp_path, "/")
    assert answer.status_code == 404
    assert "make setup" in answer.json()["detail"]


def test_private_answers_are_kept_nowhere_and_long_ones_packed(logged_in: ClientOf) -> None:
    answer = logged_in("alice").get(f"/v1/usage/{ALICE}/water", params={"from": START})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-encoding"] == "gzip"
