"""The jars of the Flink processes, gathered in one folder of the stack."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from infra.place import Place
from infra.problem import Problem


def gather(place: Place, lib: Path) -> None:
    """Links to what is fetched; a copy of our own, which may be compiled anew meanwhile. Raises Problem without it."""
    if not place.stream_jar.exists():
        raise Problem("The stream job's Java is not compiled yet; run `make setup` first.")
    for stale in lib.iterdir():
        stale.unlink()
    for name, jar in _by_name(place).items():
        if jar == place.stream_jar:
            shutil.copy(jar, lib / name)
        else:
            (lib / name).symlink_to(jar)


def class_path(place: Place, lib: Path) -> str:
    """Ours first, Flink's own last, as its scripts have it."""
    return ":".join(str(lib / name) for name in _by_name(place))


def _by_name(place: Place) -> dict[str, Path]:
    flink = sorted((place.flink_home / "lib").glob("*.jar"), reverse=True)
    fetched = [*sorted(place.jars("flink").glob("*.jar")), *flink]
    return {_ours(place.stream_jar): place.stream_jar, **{jar.name: jar for jar in fetched}}


def _ours(jar: Path) -> str:
    # With its content in its name, the next `up` sees that Flink's processes run on an older one and restarts them.
    content = jar.read_bytes() if jar.exists() else b""
    return f"{jar.stem}-{hashlib.sha256(content).hexdigest()[:8]}.jar"
