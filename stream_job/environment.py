"""The Flink environment of the job: where the cluster is and the options that were measured to matter."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyflink.common import Configuration
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway
from pyflink.table import StreamTableEnvironment

from contract.settings import Settings
from stream_job.identity import checkpoint_dir, job_name

ROOT = Path(__file__).resolve().parents[1]

OPTIONS = {
    "execution.target": "remote",
    "pipeline.object-reuse": "true",
    "table.local-time-zone": "UTC",
    # Per-user keys see one row a window: a local phase would only cost.
    "table.optimizer.agg-phase-strategy": "ONE_PHASE",
    # Views that several outlets read are planned once: without it every report is judged and windowed for each of them.
    "table.optimizer.reuse-optimize-block-with-digest-enabled": "true",
    # Packs of up to 2,048 rows each. On a backlog a large batch holds many rows of each service point, and their header
    # is read and written once.
    "python.fn-execution.arrow.batch.size": "256",
    "python.fn-execution.bundle.size": "256",
    "python.fn-execution.bundle.time": "500",
    "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
    "execution.checkpointing.tolerable-failed-checkpoints": "1000",
    "restart-strategy.type": "fixed-delay",
    "restart-strategy.fixed-delay.attempts": "1000000",
    "restart-strategy.fixed-delay.delay": "1 s",
}


def create_environment(
    settings: Settings, restore: Path | None = None, *, bounded: bool = False
) -> StreamTableEnvironment:
    """A table environment of the session cluster; `restore` is a retained checkpoint to go on from."""
    # Python functions run in worker processes of the cluster; without these two it restarts for ever.
    os.environ["_python_worker_execution_mode"] = "process"  # noqa: SIM112 - its name
    import pyflink

    own = Path(pyflink.__file__).parent / "opt"
    jars = ";".join(f"file://{jar}" for jar in sorted(own.glob("flink-python-*.jar")))
    options = {
        **OPTIONS,
        "rest.address": settings.host,
        "rest.port": str(settings.flink_port),
        "pipeline.name": job_name(settings),
        "pipeline.jars": jars,
        "parallelism.default": str(settings.parallelism),
        "python.executable": sys.executable,
        "python.pythonpath": str(ROOT),
        # Topics with an end need no silence to be noticed, and a slow start must not be taken for one.
        "table.exec.source.idle-timeout": "0 s" if bounded else f"{settings.idle_s} s",
        "execution.checkpointing.interval": f"{settings.checkpoint_s} s",
        "execution.checkpointing.dir": f"file://{checkpoint_dir(settings)}",
    }
    if restore:
        options["execution.state-recovery.path"] = f"file://{restore}"
    configuration = Configuration()
    for key, value in options.items():
        configuration.set_string(key, value)
    # get_execution_environment() would make a cluster of its own inside this process, whatever the target says.
    java = get_gateway().jvm.org.apache.flink.streaming.api.environment.StreamExecutionEnvironment
    return StreamTableEnvironment.create(StreamExecutionEnvironment(java(configuration._j_configuration)))
