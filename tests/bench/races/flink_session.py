"""What the PyFlink racers share: the session cluster ours runs on, a sink of JSON windows, Flink's options.

These are the default ones, but for what Python needs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pyflink.common import Configuration
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway
from pyflink.table import StatementSet, StreamTableEnvironment

from contract.settings import load

ROOT = Path(__file__).resolve().parents[3]

# By default Python keeps the state of 1,000 keys at hand and asks Java for every other one, reading by reading: a fleet
# of any size would then be raced against a peer at a thousand readings a second.
PYTHON_STATE = dict.fromkeys(
    ("python.state.cache-size", "python.map-state.read-cache-size", "python.map-state.write-cache-size"), "200000"
)
SINK = """
CREATE TABLE windows (
  letter INT, user_id INT, closes BIGINT, n BIGINT, total BIGINT, squares BIGINT, least INT, most INT,
  last_register BIGINT
) WITH (
  'connector' = 'kafka', 'topic' = '{target}', 'properties.bootstrap.servers' = '{kafka}', 'format' = 'json'
)"""


def session(name: str, *jars: str) -> StreamTableEnvironment:
    """A table environment of the cluster of the present settings; only where things are is said, and further jars."""
    import pyflink

    # Python functions run in worker processes of the cluster; without this it restarts for ever.
    os.environ["_python_worker_execution_mode"] = "process"  # noqa: SIM112 - its name
    settings, configuration = load(), Configuration()
    opt = Path(pyflink.__file__).parent / "opt"
    options = {
        "execution.target": "remote",
        "rest.address": settings.host,
        "rest.port": str(settings.flink_port),
        "pipeline.name": name,
        "pipeline.object-reuse": "false",
        "python.executable": sys.executable,
        "python.pythonpath": str(ROOT),
        "table.local-time-zone": "UTC",
        "parallelism.default": str(settings.parallelism),
        "execution.checkpointing.interval": f"{settings.checkpoint_s} s",
        **PYTHON_STATE,
    }
    for key, value in options.items():
        configuration.set_string(key, value)
    # get_execution_environment() would make a cluster of its own inside this process, whatever the target says.
    java = get_gateway().jvm.org.apache.flink.streaming.api.environment.StreamExecutionEnvironment
    stream = StreamExecutionEnvironment(java(configuration._j_configuration))
    stream.add_jars(*(f"file://{jar}" for jar in [*sorted(opt.glob("flink-python-*.jar")), *jars]))
    return StreamTableEnvironment.create(stream)


def submit(statements: StatementSet) -> None:
    """Prints the job's id."""
    client = statements.execute().get_job_client()
    print(client.get_job_id() if client else "")
