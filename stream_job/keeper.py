"""Keeps the job on the cluster: submits it from its last checkpoint whenever the cluster does not have it."""

from __future__ import annotations

import subprocess
import sys
import time

import structlog

from contract.settings import Settings
from stream_job.cluster import Cluster, ClusterAwayError, latest_checkpoint
from stream_job.identity import checkpoint_dir, job_name

LOOK_EVERY_S = 2.0
log = structlog.get_logger()


def keep(settings: Settings) -> None:
    """Never returns. A job that ended or vanished with its JobManager is submitted again; all else Flink restarts."""
    cluster = Cluster.of(settings)
    while True:
        try:
            ensure(settings, cluster)
        except ClusterAwayError as error:
            log.warning("cluster away", reason=str(error))
        time.sleep(LOOK_EVERY_S)


def ensure(settings: Settings, cluster: Cluster) -> None:
    """Submits the job unless the cluster has it. The submission is a process of its own, so its JVM does not stay."""
    if cluster.running_job(job_name(settings)):
        return
    restore = latest_checkpoint(checkpoint_dir(settings))
    log.info("submitting the stream job", restore=str(restore) if restore else "from the topics' beginning")
    command = [sys.executable, "-m", "stream_job", "submit", *(["--restore", str(restore)] if restore else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        log.error("submission failed; trying again", last_lines=done.stderr.strip().splitlines()[-8:])
    else:
        log.info("submitted", job=done.stdout.strip().splitlines()[-1:])
