"""The folders of one stack's data, all below settings.data_dir."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contract.settings import Settings
from infra.problem import Problem

_LONGEST_SOCKET = 100  # the kernel takes 107 bytes for a socket's path


@dataclass(frozen=True)
class Folders:
    """Absolute, so that a process started elsewhere finds them."""

    data: Path

    @property
    def run(self) -> Path:
        """Sockets and configuration, written anew at each start."""
        return self.data / "run"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def log(self, part: str) -> Path:
        return self.logs / f"{part}.log"

    def of(self, part: str) -> Path:
        """What a part keeps between starts."""
        return self.data / part

    def make(self) -> None:
        """Create them, readable by their owner alone. Raises Problem where sockets could not live there."""
        socket = self.run / "supervisor.sock.12345"
        if len(str(socket).encode()) > _LONGEST_SOCKET:
            raise Problem(f"CONCORD_DATA_DIR {self.data} is too long a path for sockets; choose a shorter one.")
        self.run.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.data.chmod(0o700)  # configuration holds passwords


def folders(settings: Settings) -> Folders:
    return Folders(Path(settings.data_dir).resolve())
