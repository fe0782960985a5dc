"""The built pages: hashed assets are kept for ever, the page itself is asked for anew each time."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.problems import answer

BUILT = Path(__file__).parents[1] / "web" / "dist"
ADDRESSES = ("/", "/bill", "/map", "/operations", "/agreement")  # the page draws each of them
FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
ANEW = "no-cache"


class Assets(StaticFiles):
    """Files whose names hold a hash of what is in them."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        found = super().file_response(full_path, stat_result, scope, status_code)
        found.headers["Cache-Control"] = FOR_EVER
        return found


def install(app: Starlette, built: Path) -> None:
    """Serves what was built in the folder `built`; pages that were not are told so."""

    async def page(_: Request) -> Response:
        return _file(built / "index.html", ANEW)

    async def icon(_: Request) -> Response:
        return _file(built / "icon.svg", A_DAY)

    app.router.routes += [Route(address, page) for address in ADDRESSES]
    app.router.routes += [
        Route("/icon.svg", icon),
        Mount("/assets", Assets(directory=built / "assets", check_dir=False)),
    ]


def _file(path: Path, cache: str) -> Response:
    if not path.is_file():
        return answer(404, "Not built", "The pages are not built; run `make setup`, or ask the API at /v1.")
    return FileResponse(path, headers={"Cache-Control": cache})
