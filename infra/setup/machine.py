"""What must be true of the machine before anything is installed."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from infra import room
from infra.problem import Problem

NEEDED_GIB = 5  # two Python environments, jars, unpacked database, web packages
SMALL_GIB = 1  # what a complete installation still needs to run


def check(root: Path, installed: bool) -> None:
    """Raises Problem where this machine cannot take the installation."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise Problem(f"Concord runs on Linux x86-64; this is {sys.platform} {platform.machine()}.")
    if not os.access(root, os.W_OK):
        raise Problem(f"{root} cannot be written to; check out the project into a folder of your own.")
    room.check(root, SMALL_GIB if installed else NEEDED_GIB)
