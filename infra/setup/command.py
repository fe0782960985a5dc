"""Runs the programs of the set-up; a failure becomes one sentence, with the end of what the program said."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.problem import Problem

_OFFLINE = re.compile(
    r"name resolution|dns error|UnknownHost|ENOTFOUND|EAI_AGAIN|[Nn]etwork is unreachable|ConnectException"
    r"|[Cc]onnection refused|ECONNREFUSED|ECONNRESET|[Tt]imed out|tcp connect error|SSLHandshake|certificate"
)


def run(
    doing: str, command: list[str], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> str:
    """Run to the end and return all output. Raises Problem naming what was being done."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Problem(f"{doing}: cannot run {command[0]}: {error.strerror}.") from error
    if done.returncode != 0:
        raise Problem(_explain(doing, done.returncode, done.stdout))
    return done.stdout


def _explain(doing: str, code: int, output: str) -> str:
    last = "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])
    if "No space left" in output or "ENOSPC" in output:
        return f"{doing}: the disk is full; free some space and run `make setup` again.\n{last}"
    if _OFFLINE.search(output):
        return f"{doing}: a package registry cannot be reached; check the network, then run `make setup` again.\n{last}"
    return f"{doing} failed with code {code}; run `make setup` again once the reason below is gone.\n{last}"
