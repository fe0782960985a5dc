"""Which Java is used, and what a person is told of an unfit one."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.place import Place
from infra.problem import Problem
from infra.setup import java


def _java(folder: Path, version: str) -> Path:
    """A JAVA_HOME whose java says it is of this version."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return folder


def test_an_unfit_java_is_refused_by_its_version(tmp_path: Path) -> None:
    old = _java(tmp_path / "old", "11.0.2")
    with pytest.raises(Problem, match=f"CONCORD_JAVA_HOME is {old}, which has Java 11; point it at a Java 17 to 21"):
        java.step(Place(tmp_path), {"CONCORD_JAVA_HOME": str(old)})


def test_a_missing_java_is_told_apart_from_an_unfit_one(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no Java that runs"):
        java.step(Place(tmp_path), {"CONCORD_JAVA_HOME": str(tmp_path)})


def test_the_wrapper_calls_the_chosen_java(tmp_path: Path) -> None:
    home = _java(tmp_path / "new", "21.0.1")
    step = java.step(Place(tmp_path), {"CONCORD_JAVA_HOME": str(home)})
    step.make()
    assert f'exec "{home}/bin/java"' in step.product.read_text()
