"""How each racer is run over a backlog, and what it took."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contract.utilities import TAKEN
from infra import native
from tests.agreement.stream_run import COMMAND, job_environment
from tests.bench import acknowledged
from tests.bench.processes import environment
from tests.bench.races.backlog import JSON, Backlog, fresh_topic
from tests.bench.races.cluster import Meter, wait_for
from tests.bench.races.outside import Outside
from tests.bench.races.windows import READINGS, compare, truth, written

Taken = tuple[float, float]
"""Seconds of the clock, and of the processor."""


@dataclass(frozen=True)
class Racer:
    """`users` and `minutes` of readings suffice to know its rate; `json`: it reads them one by one as JSON."""

    title: str
    users: int
    minutes: int
    json: bool
    run: Callable[[native.Stack, Backlog, Outside], Taken]


def ours(it: native.Stack, backlog: Backlog, _: Outside | None = None) -> Taken:
    """To the live view in Redis, whose processor time counts as well."""
    taken = _on_the_cluster(it, backlog, [*COMMAND, "submit", "--bounded"], ["taskmanager", "redis"])
    points, wrong = acknowledged.differences(backlog.settings, READINGS)
    if wrong or not points:
        raise AssertionError(f"{wrong:,} of {points:,} service points differ in Redis")
    return taken


def keyed_on_reports(it: native.Stack, backlog: Backlog, outside: Outside) -> Taken:
    """Decoded by Flink's own Protobuf format, which our job does without."""
    sources = ";".join(backlog.settings.topic(utility.name) for utility in TAKEN)
    # The format reaches into Protobuf's package, so it, Protobuf and the message class must come from one class loader.
    jars = [*(outside.jars / "race-flink").glob("*.jar"), *it.place.jars("flink").glob("protobuf-java-*.jar")]
    return _flink(it, backlog, "flink_keyed", sources, *sorted(jars), it.place.stream_jar)


def keyed_on_json(it: native.Stack, backlog: Backlog, _: Outside) -> Taken:
    return _flink(it, backlog, "flink_keyed", backlog.settings.topic(JSON))


def sql_on_json(it: native.Stack, backlog: Backlog, _: Outside) -> Taken:
    return _flink(it, backlog, "flink_sql", backlog.settings.topic(JSON))


def quix_on_reports(it: native.Stack, backlog: Backlog, outside: Outside) -> Taken:
    sources = [backlog.settings.topic(utility.name) for utility in TAKEN]
    target = fresh_topic(backlog.settings, "race_quix_reports")
    return _alone(
        it, backlog, target, [str(outside.python), "-m", "tests.bench.races.quix", it.settings.kafka, target, *sources]
    )


def quix_on_json(it: native.Stack, backlog: Backlog, outside: Outside) -> Taken:
    target = fresh_topic(backlog.settings, "race_quix_json")
    source = backlog.settings.topic(JSON)
    return _alone(
        it, backlog, target, [str(outside.python), "-m", "tests.bench.races.quix", it.settings.kafka, target, source]
    )


def spark_on_json(it: native.Stack, backlog: Backlog, outside: Outside) -> Taken:
    target = fresh_topic(backlog.settings, "race_spark")
    folder = Path(it.folders.data) / "race-spark"
    words = [it.settings.kafka, target, str(outside.jars / "race-spark"), str(folder), backlog.settings.topic(JSON)]
    return _alone(it, backlog, target, [str(it.place.python), "-m", "tests.bench.races.spark", *words])


def _flink(it: native.Stack, backlog: Backlog, module: str, source: str, *jars: Path) -> Taken:
    target = fresh_topic(backlog.settings, f"race_{module}_{'reports' if ';' in source else 'json'}")
    words = [it.settings.kafka, source, target, *map(str, jars)]
    taken = _on_the_cluster(it, backlog, [COMMAND[0], "-m", f"tests.bench.races.{module}", *words], ["taskmanager"])
    compare(truth(backlog), written(backlog.settings, target), open_at_end=False)
    return taken


def _on_the_cluster(it: native.Stack, backlog: Backlog, command: list[str], parts: list[str]) -> Taken:
    meter = Meter([it.supervisor.processes()[part].pid for part in parts])
    said = _said(command, {**environment(it, backlog.settings), **job_environment(backlog.settings)})
    return wait_for(it.settings, said.split()[-1], meter)


def _alone(it: native.Stack, backlog: Backlog, target: str, command: list[str]) -> Taken:
    said = _said(command, {**environment(it), "PYSPARK_PYTHON": str(it.place.python)})
    compare(truth(backlog), written(backlog.settings, target), open_at_end="quix" in target)
    taken = json.loads(said.strip().splitlines()[-1])
    return taken["seconds"], taken["cpu_s"]


def _said(command: list[str], variables: dict[str, str]) -> str:
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-3000:]}")
    return done.stdout


OURS = Racer("Concord", 100_000, 8, False, ours)
# Whoever reads fast enough reads what ours reads; the rest read what takes them a minute or more.
PEERS = {
    "keyed": Racer("PyFlink DataStream, Python KeyedProcessFunction, JSON readings", 4_000, 5, True, keyed_on_json),
    "keyed-reports": Racer(
        "PyFlink DataStream, Python KeyedProcessFunction, reports of 12", 4_000, 5, False, keyed_on_reports
    ),
    "sql": Racer("PyFlink SQL on JSON readings, default options", 100_000, 8, True, sql_on_json),
    "quix": Racer("Quix Streams, JSON readings, one process", 16_000, 5, True, quix_on_json),
    "quix-reports": Racer("Quix Streams, reports of 12, one process", 16_000, 5, False, quix_on_reports),
    "spark": Racer("PySpark Structured Streaming on JSON readings", 100_000, 8, True, spark_on_json),
}
AIMS = {"keyed": 50, "sql": 8, "quix": 20, "spark": 8}
