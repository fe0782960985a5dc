"""Keeps the job on the cluster, and the live view whole: whenever Redis has lost something, the job writes it again.

All writes to the live view are guarded, so writing again what is there changes nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time

import structlog
from redis.exceptions import RedisError

from contract.settings import Settings
from stream_job import checkpoints
from stream_job.cluster import Cluster, ClusterAwayError
from stream_job.identity import checkpoint_dir, job_name
from stream_job.progress import Progress, Seen

LOOK_EVERY_S = 2.0
log = structlog.get_logger()


def keep(settings: Settings) -> None:
    """Never returns. A job that ended or vanished with its JobManager is submitted again; all else Flink restarts."""
    cluster, progress = Cluster.of(settings), Progress.of(settings)
    while True:
        try:
            ensure(settings, cluster, progress)
        except ClusterAwayError as error:
            log.warning("cluster away", reason=str(error))
            _submit(settings, checkpoints.newest(checkpoint_dir(settings)), "--when-back")
        except RedisError as error:
            log.warning("Redis away", reason=str(error))
        time.sleep(LOOK_EVERY_S)


def ensure(settings: Settings, cluster: Cluster, progress: Progress) -> None:
    """One step towards a running job that started no later than where Redis is whole."""
    job, seen, folder = cluster.running_job(job_name(settings)), progress.look(), checkpoint_dir(settings)
    if job and seen.lost:
        log.warning("Redis may have lost what was written; cancelling the job", whole_to=seen.checkpoint or "nothing")
        cluster.cancel(job)  # the next look finds it ended
    elif seen.lost:
        _go_back(settings, progress, seen)
    elif job:
        newest = checkpoints.newest(folder)
        if newest != seen.checkpoint:
            progress.move(seen, newest)
    else:
        _submit(settings, checkpoints.newest(folder))


def _go_back(settings: Settings, progress: Progress, seen: Seen) -> None:
    """Later checkpoints go first and the mark comes before the job, so a keeper killed in between loses nothing."""
    folder = checkpoint_dir(settings)
    start = checkpoints.kept(folder, seen.checkpoint)
    checkpoints.remove_all_but(folder, start)
    if progress.move(seen, start):
        _submit(settings, start)


def _submit(settings: Settings, start: str, *options: str) -> None:
    """In a process of its own, so that its JVM does not stay.

    Planning takes as long as a JobManager takes to come back, so with `--when-back` both happen at once.
    """
    log.info("submitting the stream job", start=start or "the topics' beginning")
    restore = ["--restore", str(checkpoint_dir(settings) / start)] if start else []
    command = [sys.executable, "-m", "stream_job", "submit", *restore, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        log.error("submission failed; trying again", last_lines=done.stderr.strip().splitlines()[-8:])
    else:
        log.info("submitted", job=done.stdout.strip().splitlines()[-1:])
