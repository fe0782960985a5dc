"""The same job unchanged on a standalone Spark cluster of two workers: a night's checksum there and on one machine."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
from sqlalchemy import Engine, delete, func, select, update

from batch_job.nightly.database import engine
from contract.tables.batch_view import horizons, runs, usage_days
from infra import native
from infra.problem import Problem
from tests.bench.processes import environment
from tests.bench.record import Record
from tests.bench.settle import evening
from tests.bench.settle.fleet import FLEETS, START
from tests.bench.settle.run import measured, night

NAME, COMMAND = "settle-cluster", "make bench ONLY=settle-cluster"
FLEET, WORKERS, PATIENCE_S = FLEETS["settle-10k"], 2, 120
DEPLOY = "org.apache.spark.deploy"


def cluster(it: native.Stack) -> list[Record]:
    """Raises AssertionError if the two differ."""
    database = engine(it.settings)
    alone = measured(it, FLEET)
    wanted = _checksum(database)
    _take_back(database)
    with _running(it) as master:
        found, _ = night(it, Path(it.folders.data) / "settle", {"CONCORD_SPARK_MASTER": master})
    checksum = _checksum(database)
    if checksum != wanted:
        raise AssertionError(f"the cluster's night has checksum {checksum[:16]}, that of one machine {wanted[:16]}")
    print(f"checksum {checksum[:16]} on both", flush=True)
    conditions = f"{FLEET.words}; {WORKERS} workers of a core; the same checksum as by local[{os.cpu_count()}]"
    peers = {"one machine": round(alone.seconds, 1)}
    unit = "s from the command's start to its end, settled and published"
    return [Record("settle.cluster.seconds", round(found.seconds, 1), unit, COMMAND, conditions, peers)]


def _checksum(database: Engine) -> str:
    """Of the latest run."""
    with database.connect() as connection:
        last = select(func.max(runs.c.run_id)).scalar_subquery()
        run = connection.execute(select(runs).where(runs.c.run_id == last)).one()
    assert run.state == "published", run
    return str(run.checksum)


def _take_back(database: Engine) -> None:
    """As if only the evening had been published."""
    with database.begin() as connection:
        connection.execute(update(horizons).values(run_id=evening.RUN_ID, horizon=START))
        connection.execute(delete(usage_days).where(usage_days.c.run_id > evening.RUN_ID))
        connection.execute(update(runs).where(runs.c.run_id > evening.RUN_ID).values(state="failed"))


@contextmanager
def _running(it: native.Stack) -> Iterator[str]:
    """The address of a master that has its workers."""
    host, port = it.settings.host, it.settings.port_base + 40
    address, log = f"spark://{host}:{port}", Path(it.folders.data) / "settle" / "cluster.log"
    own = ["--host", host, "--webui-port", "0"]
    commands = [[f"{DEPLOY}.master.Master", *own, "--port", str(port)]]
    place = str(Path(it.folders.data) / "settle" / "work")
    commands += [
        [f"{DEPLOY}.worker.Worker", *own, "--cores", "1", "--memory", "1g", "--work-dir", place, address]
    ] * WORKERS
    home = Path(pyspark.__file__).parent
    variables = {**environment(it), "SPARK_HOME": str(home), "SPARK_NO_DAEMONIZE": "1"}
    begun: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("w") as output:
            for command in commands:
                words = [str(home / "bin" / "spark-class"), *command]
                begun.append(subprocess.Popen(words, env=variables, stdout=output, stderr=output))
        _wait(log)
        yield address
    finally:
        for process in begun:
            process.terminate()
            process.wait(PATIENCE_S)


def _wait(log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while log.read_text().count("Successfully registered with master") < WORKERS:
        if time.monotonic() > deadline:
            raise Problem(f"The Spark cluster has not come up in {PATIENCE_S} s; its words are in {log}.")
        time.sleep(0.5)
