"""A Chromium to test with: the installed one, else one fetched like any other package."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).parent / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Software WebGL, so that the map draws on any machine; the rest keeps the browser from calling its maker.
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Chromium:
    """Where it is and the environment it needs."""

    program: Path
    environ: dict[str, str]


def find() -> Chromium:
    """The browser to use; fetched on the first call where none is installed. Raises CalledProcessError."""
    installed = next((path for path in map(shutil.which, NAMES) if path), None)
    found = Chromium(Path(installed), dict(os.environ)) if installed else _fetched()
    # Where the machine speaks C or POSIX, Chromium calls its language one that its own Intl refuses.
    return Chromium(found.program, {**found.environ, "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"})


def _fetched() -> Chromium:
    runtime = ROOT / ".concord" / "runtime"
    folder = runtime / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    # The package unpacks the libraries a bare machine lacks only where it believes to be in a cloud function.
    environ = {
        **os.environ,
        "PATH": f"{runtime / 'node'}:{os.environ.get('PATH', '')}",
        "TMPDIR": str(folder),
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x",
        "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
    }
    for file in PACKAGE.iterdir():
        shutil.copy(file, folder)
    if not (folder / "node_modules").exists():
        _run(["npm", "ci", "--no-audit", "--no-fund"], folder, environ)
    program = _run(["node", "where.mjs"], folder, environ).strip().splitlines()[-1]
    return Chromium(Path(program), environ)


def _run(command: list[str], folder: Path, environ: dict[str, str]) -> str:
    return subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True, text=True).stdout
