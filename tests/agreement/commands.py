"""Runs our own programs under the settings of a namespace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import fields

from contract.settings import Settings
from tests import report_topics


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting of the namespace."""
    own = {f"CONCORD_{field.name.upper()}": str(getattr(settings, field.name)) for field in fields(settings)}
    return {**os.environ, **own}


def run(settings: Settings, *command: str, patience_s: float = 280) -> str:
    """Output of `python -m <command>`; fails with the program's own words."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=patience_s,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def archive_to_end(settings: Settings, *, patience_s: float = 200) -> None:
    """Runs the archive until it has committed every report that is on the topics now, then stops it as `down` would."""
    there, group = report_topics.ends(settings), settings.topic("archive")
    command = [sys.executable, "-m", "batch_job", "archive", "--age", "2"]
    with subprocess.Popen(command, env=environment(settings), stdout=subprocess.DEVNULL) as archive:
        try:
            patient = time.monotonic() + patience_s
            while sum(report_topics.committed(settings, group).values()) < sum(there.values()):
                assert archive.poll() is None, "the archive ended by itself"
                assert time.monotonic() < patient, f"the archive did not reach the end within {patience_s} s"
                time.sleep(0.5)
        finally:
            archive.send_signal(signal.SIGTERM)
            archive.wait(60)
