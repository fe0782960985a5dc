"""`make bench`: every benchmark on a stack of its own, one after the other."""

from __future__ import annotations

import shutil
from dataclasses import replace

from contract.settings import load
from infra import native
from infra.place import Place
from tests.bench.produce import produce
from tests.bench.record import keep


def main() -> None:
    """Starts what is needed, measures, keeps the numbers, stops what was started."""
    scale = load({"CONCORD_PROFILE": "scale"})
    it = native.stack(replace(scale, port_base=28200, data_dir=".concord/bench"), Place())
    try:
        native.up(it, ["kafka"])
        keep(produce(it))
    finally:
        native.down(it, [])
        shutil.rmtree(it.folders.data, ignore_errors=True)


if __name__ == "__main__":
    main()
