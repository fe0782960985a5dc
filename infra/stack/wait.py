"""Waits until parts answer, and says at once why one never will."""

from __future__ import annotations

import math
import time

from infra.problem import Problem
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part
from infra.stack.supervisor import Supervisor

_HOPELESS = ("FATAL", "EXITED", "STOPPED", "UNKNOWN")
_LINES = 15
_STUBBORN_S = 10  # a part that ends again and again for so long will not change its mind


def until_well(part: Part, supervisor: Supervisor, started: float) -> None:
    """One line of progress when it answers. Raises Problem with the last lines of its log."""
    seen, failing = "nothing", math.inf
    while time.monotonic() - started < part.patience_s:
        process = supervisor.processes()[part.name]
        if process.state == "BACKOFF":
            failing = min(failing, time.monotonic())
        elif process.state == "RUNNING":
            failing = math.inf
        if process.state in _HOPELESS or time.monotonic() - failing > _STUBBORN_S:
            raise Problem(f"{part.name} does not start ({process.state.lower()}). {_log(part, supervisor.folders)}")
        try:
            found = part.ask()
        except NotAnswering as waiting:
            seen = str(waiting)
        else:
            if process.state == "RUNNING":
                print(f"{time.monotonic() - started:7.1f} s {part.name}: {found}", flush=True)
                return
        time.sleep(0.3)
    raise Problem(f"{part.name} did not answer within {part.patience_s} s ({seen}). {_log(part, supervisor.folders)}")


def _log(part: Part, folders: Folders) -> str:
    log = folders.log(part.name)
    lines = log.read_text(errors="replace").splitlines()[-_LINES:] if log.exists() else []
    said = "\n".join(f"    {line}" for line in lines) or "    (nothing)"
    return f"Put right what it says last in {log}, then run `python -m infra up` again.\n{said}"
