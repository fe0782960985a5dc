"""`make bench`: every benchmark on a stack of its own, one after the other; `make bench ONLY=stream` one of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from contract.settings import load
from infra import native
from infra.place import Place
from tests.bench.demo import demo
from tests.bench.produce import produce
from tests.bench.record import Record, keep
from tests.bench.stream import stream

RATE, SECONDS = 300_000, 180

Bench = tuple[str, Sequence[str] | None, Callable[[native.Stack], list[Record]]]
"""Profile, the parts it needs running (none: it starts them itself), what it measures."""

BENCHES: dict[str, Bench] = {
    "produce": ("scale", ["kafka"], produce),
    "stream": ("scale", [], lambda it: stream(it, RATE, SECONDS)),
    "demo": ("demo", None, demo),
}


def main(names: Sequence[str]) -> int:
    """Runs the benchmarks of these names, or all. Exit code 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        _run(*BENCHES[name])
    return 0


def _run(profile: str, parts: Sequence[str] | None, measure: Callable[[native.Stack], list[Record]]) -> None:
    settings = replace(load({"CONCORD_PROFILE": profile}), port_base=28200, data_dir=".concord/bench")
    it = native.stack(settings, Place())
    try:
        if parts is not None:
            native.up(it, list(parts))
        keep(measure(it))
    finally:
        native.down(it, [])
        shutil.rmtree(it.folders.data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
