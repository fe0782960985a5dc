"""Everything that is checked without running: format, lint, types in both environments, import rules."""

from __future__ import annotations

import subprocess
import time

from infra.place import Place

_PARTS = ("contract", "simulator", "hotspots", "anomalies", "batch_job", "api", "infra", "tests")


def check(place: Place) -> bool:
    """Run every check, whatever the others say; True if all are content."""
    results = [_passes(place, title, command) for title, command in _checks(place).items()]
    return all(results)


def _checks(place: Place) -> dict[str, list[str]]:
    tools = place.python.parent
    ruff, mypy = str(tools / "ruff"), str(tools / "mypy")
    # The stream job's libraries are in an environment of their own, in which mypy itself is not.
    elsewhere = ["--python-executable", str(place.stream_python), "--cache-dir", ".mypy_cache/stream"]
    return {
        "format": [ruff, "format", "--check", "--quiet", "."],
        "lint": [ruff, "check", "--quiet", "."],
        "types": [mypy, "--no-error-summary", *_PARTS],
        "types of the stream job": [mypy, "--no-error-summary", *elsewhere, "stream_job"],
        "imports": [str(tools / "lint-imports"), "--no-logo"],
    }


def _passes(place: Place, title: str, command: list[str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=place.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{time.monotonic() - started:7.1f} s {title}: {verdict}", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0
