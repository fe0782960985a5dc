"""A disk of a few MiB that is full, under one process of ours: a file system of its own, which needs no rights."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096
_MOUNT = 'mount -t tmpfs -o size="$1"m none "$0" && '
_FILL = 'dd if=/dev/zero of="$0/ballast" bs=4096 count="$2" 2>/dev/null; shift 2; exec "$@"'


@dataclass(frozen=True)
class SmallDisk:
    """Whoever is started `under()` it finds it in `folder`, and so do its children; nobody else does."""

    folder: Path
    mib: int = 16

    def under(self, free_kib: int | None = None) -> list[str]:
        """What to put before a command; with `free_kib`, so much is free and the rest is ballast."""
        ballast = 0 if free_kib is None else (self.mib * 1024 - free_kib) * 1024 // BLOCK
        apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT + _FILL]
        return [*apart, str(self.folder), str(self.mib), str(ballast)]

    def fill(self, pid: int, free: int = 0) -> None:
        """Leaves no more than `free` bytes to the process."""
        inside = self._seen_by(pid)
        room = os.statvfs(inside)
        with (inside / "ballast").open("ab") as ballast:
            ballast.write(bytes(max(0, room.f_bavail * room.f_frsize - free)))

    def make_room(self, pid: int) -> None:
        (self._seen_by(pid) / "ballast").unlink()

    def _seen_by(self, pid: int) -> Path:
        return Path(f"/proc/{pid}/root{self.folder}")


def allowed() -> bool:
    """Whether this machine lets users have a file system of their own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*SmallDisk(Path(folder)).under(), "true"]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0


@contextmanager
def no_file_may_grow(pid: int) -> Iterator[None]:
    """As on a disk that is full: what a running process writes to a file is refused meanwhile."""
    import psutil

    process = psutil.Process(pid)
    soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
    process.rlimit(psutil.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
