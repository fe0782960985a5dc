"""The processes of a stack, to be killed, frozen and kept away: only those whose numbers its supervisor gives."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from xmlrpc.client import Fault

import psutil

from infra.stack.supervisor import Supervisor
from tests.drills.patience import PATIENCE_S, until


@dataclass(frozen=True)
class Victims:
    """By the names of their parts."""

    supervisor: Supervisor

    def pid(self, part: str) -> int:
        """The process of a part; 0 while there is none."""
        return self.supervisor.processes()[part].pid

    def kill(self, part: str) -> float:
        """kill -9; gives the moment (monotonic seconds). The supervisor starts it again at once."""
        until(lambda: self.pid(part) > 0, f"{part} to run", PATIENCE_S)
        os.kill(self.pid(part), signal.SIGKILL)
        return time.monotonic()

    def kill_python_workers(self) -> float:
        """kill -9 of every Python below the TaskManager."""
        workers = self.python_workers()
        assert workers, "the TaskManager has no Python workers"
        for worker in workers:
            worker.kill()
        return time.monotonic()

    def python_workers(self) -> list[psutil.Process]:
        """The Pythons that run the job's functions."""
        below = psutil.Process(self.pid("taskmanager")).children(recursive=True)
        return [process for process in below if any("pyflink" in word for word in process.cmdline())]

    def keep_away(self, part: str, seconds: float) -> None:
        """kill -9, and no new process for so long."""
        killed = self.kill(part)
        until(lambda: self._stopped(part), f"{part} to stay away", PATIENCE_S)
        time.sleep(max(0.0, seconds - (time.monotonic() - killed)))
        self.supervisor.start(part)

    def freeze(self, part: str, seconds: float) -> None:
        """SIGSTOP, and SIGCONT so much later."""
        process = self.pid(part)
        os.kill(process, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            os.kill(process, signal.SIGCONT)

    def _stopped(self, part: str) -> bool:
        try:
            self.supervisor.stop(part)
        except Fault:  # it is not running at this very moment; the next look sees whether it stays so
            return self.supervisor.processes()[part].state in ("STOPPED", "FATAL")
        return False
