"""A stream job in a namespace of its own, with its keeper, on a stack whose processes may be harmed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from contract.settings import Settings
from infra import native
from infra.place import Place
from stream_job.cluster import Cluster, ClusterAwayError
from stream_job.identity import job_name
from tests import report_topics
from tests.agreement.stream_run import COMMAND, job_environment
from tests.drills.patience import PATIENCE_S, until
from tests.drills.truth import Truth
from tests.drills.victims import Victims

Incarnation = tuple[str, int]
"""A job's number, and when it last began again (UTC ms; 0: never)."""


@dataclass(frozen=True)
class Rig:
    """`settings` are the namespace's, `truth` what its live view must hold, `stack` is where it lives."""

    stack: native.Stack
    settings: Settings
    truth: Truth

    @property
    def victims(self) -> Victims:
        """The stack's processes."""
        return Victims(self.stack.supervisor)

    def incarnation(self) -> Incarnation | None:
        """Of the namespace's job; None unless all its tasks run."""
        cluster = Cluster.of(self.settings)
        try:
            job = cluster.running_job(job_name(self.settings))
            if job is None or not cluster.tasks_running(job):
                return None
            return job, int(cluster.get(f"/jobs/{job}")["timestamps"]["RESTARTING"])
        except ClusterAwayError:
            return None

    def wait_until_running(self, other_than: Incarnation | None = None) -> Incarnation:
        """The job, once all its tasks run."""
        seen: list[Incarnation | None] = []

        def runs() -> bool:
            seen.append(self.incarnation())
            return seen[-1] not in (None, other_than)

        until(runs, "all tasks to run", PATIENCE_S)
        assert seen[-1]
        return seen[-1]

    def has_read_everything(self) -> bool:
        """Whether a checkpoint covers all that lies on the topics."""
        group = self.settings.topic("stream")
        return report_topics.committed(self.settings, group) == report_topics.ends(self.settings)

    @contextmanager
    def job(self) -> Iterator[None]:
        """Kept running inside, cancelled afterwards."""
        try:
            with self._keeper():
                self.wait_until_running()
                yield
        finally:
            self._end_job()

    @contextmanager
    def _keeper(self) -> Iterator[None]:
        log = self.stack.folders.log(f"stream-{self.settings.namespace}")
        with log.open("a") as out:
            # a group of its own, because a submission it is at must end with it
            process = subprocess.Popen(
                COMMAND, env=job_environment(self.settings), stdout=out, stderr=out, start_new_session=True
            )
            try:
                yield
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _end_job(self) -> None:
        """Without a keeper nobody starts it again."""
        cluster, name = Cluster.of(self.settings), job_name(self.settings)
        job = cluster.running_job(name)
        if job:
            cluster.cancel(job)
        until(lambda: cluster.running_job(name) is None, "the job to end", PATIENCE_S)


def rig_of(settings: Settings) -> Rig:
    """A rig for the namespace of `settings`; nothing runs yet."""
    return Rig(native.stack(settings, Place()), settings, Truth(settings))
