"""uv, the two Python environments, and single packages that stand in for missing programs."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from infra.place import Place
from infra.problem import Problem
from infra.setup.command import run
from infra.setup.step import Step

# The machine's own interpreter is the one in use, and its certificates are the ones it trusts.
_UV = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1", "UV_LINK_MODE": "hardlink"}
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def boot(place: Place) -> Step:
    """The installer, itself pinned by hash."""

    def make() -> None:
        lock = str(place.locks / "boot.txt")
        if importlib.util.find_spec("ensurepip") is None:
            _without_ensurepip(place.boot, lock)
            return
        run("Making a virtual environment", [sys.executable, "-m", "venv", "--clear", str(place.boot)])
        pip = [str(place.boot / "bin" / "python"), "-m", "pip"]
        run("Installing uv", [*pip, "install", "--quiet", "--require-hashes", "-r", lock])

    return Step("boot", "uv, the installer", _uv(place), (place.locks / "boot.txt", VERSION), make)


def environment(place: Place, name: str, folder: str, title: str) -> Step:
    """One Python environment, exactly as its lock says."""
    lock = place.locks / f"{name}.txt"
    python = place.root / folder / "bin" / "python"

    def make() -> None:
        if not python.exists():
            command = [
                str(_uv(place)),
                "venv",
                "--quiet",
                "--clear",
                "--python",
                sys.executable,
                str(place.root / folder),
            ]
            run(title, command, _UV)
        command = [str(_uv(place)), "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(lock)]
        run(title, command, _UV)

    return Step(f"environment-{name}", title, python, (lock, VERSION), make)


def package(place: Place, name: str) -> Path:
    """Install the small lock `name` into a folder of the runtime and return that folder."""
    folder = place.runtime / "packages" / name
    command = [str(_uv(place)), "pip", "install", "--quiet", "--require-hashes", "--python", sys.executable]
    run(f"Fetching {name}", [*command, "--target", str(folder), "-r", str(place.locks / f"{name}.txt")], _UV)
    return folder


def _uv(place: Place) -> Path:
    return place.boot / "bin" / "uv"


def _without_ensurepip(target: Path, lock: str) -> None:
    """Some systems split ensurepip off, but have pip, which can fill a folder as well."""
    if importlib.util.find_spec("pip") is None:
        raise Problem(
            f"{sys.executable} can neither make virtual environments nor run pip; install the package "
            f"python{VERSION}-venv, or call `make PYTHON=...` with another Python 3.11 or 3.12."
        )
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--target",
        str(target),
        "-r",
        lock,
    ]
    run("Installing uv", command, dict(os.environ))
