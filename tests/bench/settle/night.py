"""The measured night, in a process of its own: the batch's code from the begun run to the published one.

`python -m tests.bench.settle.night PLAN`: PLAN is a file with the offsets at which the input stops. What came of it is
written beside. Only the question how far broker and archive are is left out, for the day never was in a broker.
"""

from __future__ import annotations

import json
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from rich.progress import Progress

from batch_job.nightly import runs
from batch_job.nightly.commit import commit_id
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.night import settle_and_publish
from batch_job.nightly.place import Night
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.spark.session import ROOT
from batch_job.store import open_store
from contract.settings import load
from tests.bench.settle.prepare import due

STOPS, SAID = "stops.json", "night.json"


def write_stops(folder: Path, stops: Offsets) -> None:
    (folder / STOPS).write_text(json.dumps([[*place, stop] for place, stop in stops.items()]))


def night(folder: Path) -> dict[str, Any]:
    """Settles and publishes; gives the run's number and the seconds of each step."""
    steps: dict[str, float] = {}
    structlog.configure(processors=[lambda _, __, event: _noted(steps, event), structlog.dev.ConsoleRenderer()])
    settings = load()
    stops = {(utility, partition): stop for utility, partition, stop in json.loads((folder / STOPS).read_text())}
    where = Night(settings, engine(settings), open_store(settings), Progress(disable=True))
    with only_one(where.database, settings):
        entry = due(settings)
        planned = Planned(runs.begin(where.database, entry, commit_id(ROOT), wall_clock), entry, stops)
        settle_and_publish(where, [planned])
    return {"run_id": planned.run_id, "steps": steps}


def _noted(steps: dict[str, float], event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if event.get("event") == "step":
        steps[event["name"]] = steps.get(event["name"], 0.0) + event["seconds"]
        steps[f"{event['name']}, CPU"] = steps.get(f"{event['name']}, CPU", 0.0) + event["cpu_s"]
    return event


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / SAID).write_text(json.dumps(night(place)))
