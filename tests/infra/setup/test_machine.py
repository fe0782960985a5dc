"""A machine without room is refused before anything is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.problem import Problem
from infra.setup import machine


def test_too_little_room_is_said_in_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEEDED_GIB", 10**6)  # no disk has that
    with pytest.raises(Problem, match=r"GiB free and 1000000 are needed; free some space"):
        machine.check(tmp_path, installed=False)
    machine.check(tmp_path, installed=True)
