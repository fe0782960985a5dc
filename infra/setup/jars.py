"""Fetches the jars of ivy.xml with the Ivy that the Spark wheel brings, and checks every one of them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.place import Place
from infra.problem import Problem
from infra.setup import trust
from infra.setup.command import run
from infra.setup.step import Step

# Side by side, because resolving is waiting; each with its own cache, because Ivy does not lock one.
_LANES = (("s3",), ("kafka", "tools"), ("spark", "flink"), ("mariadb",))


def step(place: Place, environment: Mapping[str, str]) -> Step:
    """All sets of jars, each in its folder."""
    described = place.root / "infra" / "jars"
    sums = described / "SHA256SUMS"

    def make() -> None:
        shutil.rmtree(place.runtime / "jars", ignore_errors=True)
        options = trust.options(place.runtime, environment)
        with ThreadPoolExecutor(len(_LANES)) as pool:
            list(pool.map(lambda lane: _fetch(place, lane, options), _LANES))
        check(place.runtime / "jars", sums)

    inputs = (described / "ivy.xml", sums)
    return Step("jars", "Jars of Kafka, Flink, Spark, S3Proxy, MariaDB", place.runtime / "jars", inputs, make)


def race(place: Place, folder: Path, environment: Mapping[str, str]) -> Step:
    """What only the race of tests/bench/races needs: two sets below a folder of its own."""
    described = place.root / "infra" / "jars" / "race"
    sums = described / "SHA256SUMS"

    def make() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        target = folder / "[conf]" / "[artifact]-[revision](-[classifier]).[ext]"
        lane = ("race-spark", "race-flink")
        _ivy(place, described / "ivy.xml", lane, target, trust.options(place.runtime, environment))
        check(folder, sums)

    return Step("jars-race", "Jars of the race", folder, (described / "ivy.xml", sums), make)


def _fetch(place: Place, lane: tuple[str, ...], options: list[str]) -> None:
    target = place.runtime / "jars" / "[conf]" / "[artifact]-[revision](-[classifier]).[ext]"
    _ivy(place, place.root / "infra" / "jars" / "ivy.xml", lane, target, options)


def _ivy(place: Place, described: Path, lane: tuple[str, ...], target: Path, options: list[str]) -> None:
    ivy = sorted(place.root.glob(".venv/lib/python3.*/site-packages/pyspark/jars/ivy-*.jar"))
    if not ivy:
        raise Problem("The Spark package has no Ivy in it; delete .venv and run `make setup` again.")
    command = [str(place.java), "-Xmx256m", "-XX:+UseSerialGC", *options, "-cp", str(ivy[-1]), "org.apache.ivy.Main"]
    command += ["-ivy", str(described), "-confs", *lane]
    command += [
        "-cache",
        str(place.runtime / "ivy" / lane[0]),
        "-types",
        "jar",
        "bundle",
        "exe",
        "-retrieve",
        str(target),
    ]
    run(f"Fetching the jars of {' and '.join(lane)}", command)


def check(folder: Path, sums: Path) -> None:
    """Every file that SHA256SUMS names is there and unaltered, and nothing else is. Raises Problem."""
    wanted = {name: digest for digest, name in (line.split() for line in sums.read_text().splitlines())}
    found = checksums(folder)
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong:
        raise Problem(
            f"{len(wrong)} jars differ from {sums}, the first is {wrong[0]}; delete "
            f"{folder.parent / 'ivy'} and run `make setup` again, and if it stays so, do not trust them."
        )


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below, by its path inside the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
