"""What LightGBM asks of the machine is there for the scheduler, for commands of ours, and in the crontab."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from batch_job.nightly.scheduling.cron import crontab
from contract.settings import load
from infra import native
from infra.place import Place
from infra.stack import own
from infra.stack.folders import Folders

ROOT = Path(__file__).parents[2]
ASK = "import ctypes; ctypes.CDLL('libgomp.so.1'); print(open('/proc/self/maps').read())"


def _loads_ours(environment: dict[str, str]) -> bool:
    """Whether a process with nothing but this environment finds OpenMP, and the one that set-up brought."""
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False)
    brought = Place().openmp.resolve()
    return done.returncode == 0 and str(brought) in done.stdout


def test_the_scheduler_finds_openmp() -> None:
    settings, place = load(), Place()
    part = own.scheduler(settings, place, Folders(Path(settings.data_dir)))
    assert _loads_ours(dict(part.environment))


def test_a_command_of_ours_finds_it(stack: native.Stack) -> None:
    found = native.child_environment(stack)
    assert _loads_ours({"LD_LIBRARY_PATH": found["LD_LIBRARY_PATH"]})


def test_cron_finds_it() -> None:
    lines = crontab((0, 10), str(ROOT)).splitlines()
    assert _loads_ours(dict(line.split("=", 1) for line in lines if line.startswith("LD_LIBRARY_PATH=")))
