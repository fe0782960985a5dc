"""The stack's S3 server, started anew by the drill with its objects on a small disk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from infra.stack.part import NotAnswering, Part
from infra.stack.s3proxy import make_bucket
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig
from tests.drills.small_disk import SmallDisk


@dataclass(frozen=True)
class S3Apart:
    """Its process, and the disk that it writes to."""

    pid: int
    disk: SmallDisk

    def fill(self) -> None:
        self.disk.fill(self.pid)

    def make_room(self) -> None:
        self.disk.make_room(self.pid)


@contextmanager
def on_a_small_disk(rig: Rig) -> Iterator[S3Apart]:
    """Instead of the supervisor's, which is back afterwards with all that it held."""
    [part] = [part for part in rig.stack.parts if part.name == "s3proxy"]
    disk = SmallDisk(rig.stack.folders.of("s3"))
    rig.stack.supervisor.stop("s3proxy")
    until(lambda: rig.victims.pid("s3proxy") == 0, "the supervisor's S3 server to end", PATIENCE_S)
    log = rig.stack.folders.log("s3proxy-apart")
    try:
        with log.open("ab") as out:
            process = subprocess.Popen([*disk.under(), *part.command], stdout=out, stderr=out)
            try:
                until(lambda: _answers(part), "the S3 server to answer", PATIENCE_S)
                make_bucket(rig.settings)
                yield S3Apart(process.pid, disk)
            finally:
                process.kill()
                process.wait()
    finally:
        rig.stack.supervisor.start("s3proxy")
        until(lambda: _answers(part), "the supervisor's S3 server to answer", PATIENCE_S)


def _answers(part: Part) -> bool:
    try:
        part.ask()
    except NotAnswering:
        return False
    return True
