"""A step is done once, and again only when what it was made from has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.problem import Problem
from infra.setup import jars
from infra.setup.step import Step, run


def test_done_once_until_an_input_changes(tmp_path: Path) -> None:
    product, source = tmp_path / "product", tmp_path / "source"
    source.write_text("one")
    made: list[str] = []

    def make() -> None:
        made.append(source.read_text())
        product.touch()

    step = Step("step", "A step", product, (source,), make)
    for content in ("one", "one", "two"):
        source.write_text(content)
        run(step, tmp_path / "stamps")
    assert made == ["one", "two"]
    product.unlink()
    run(step, tmp_path / "stamps")
    assert made == ["one", "two", "two"]


def test_an_altered_jar_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "jars"
    (folder / "kafka").mkdir(parents=True)
    (folder / "kafka" / "a.jar").write_text("as it was")
    sums = tmp_path / "SHA256SUMS"
    sums.write_text("".join(f"{digest}  {name}\n" for name, digest in jars.checksums(folder).items()))
    jars.check(folder, sums)
    (folder / "kafka" / "a.jar").write_text("otherwise")
    with pytest.raises(Problem, match=r"1 jars differ.*kafka/a\.jar"):
        jars.check(folder, sums)
