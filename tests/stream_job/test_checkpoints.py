"""Which checkpoint a job goes on from."""

from __future__ import annotations

import os
from pathlib import Path

from stream_job import checkpoints
from stream_job.checkpoints import BEGINNING


def test_the_newest_complete_one_of_any_job_counts(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path) == BEGINNING
    make(tmp_path, "later/chk-2", age_s=10)
    make(tmp_path, "earlier/chk-9", age_s=20)
    (tmp_path / "later" / "chk-3").mkdir()
    assert checkpoints.newest(tmp_path) == "later/chk-2"


def test_one_that_is_gone_is_the_beginning(tmp_path: Path) -> None:
    make(tmp_path, "job/chk-2", age_s=10)
    assert checkpoints.kept(tmp_path, "job/chk-2") == "job/chk-2"
    assert checkpoints.kept(tmp_path, "job/chk-1") == BEGINNING
    assert checkpoints.kept(tmp_path, BEGINNING) == BEGINNING


def test_no_job_can_go_on_from_removed_ones(tmp_path: Path) -> None:
    for name in ("job/chk-1", "job/chk-2", "other/chk-1"):
        make(tmp_path, name, age_s=10)
    checkpoints.remove_all_but(tmp_path, "job/chk-1")
    assert checkpoints.newest(tmp_path) == "job/chk-1"
    checkpoints.remove_all_but(tmp_path, BEGINNING)
    assert checkpoints.newest(tmp_path) == BEGINNING


def make(folder: Path, name: str, *, age_s: int) -> None:
    """A complete checkpoint."""
    (folder / name).mkdir(parents=True)
    done = folder / name / "_metadata"
    done.touch()
    os.utime(done, (1_795_000_000 - age_s,) * 2)
