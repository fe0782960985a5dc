"""The truth of a plan: a JSON line for each service point that a fault strikes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.faults.applied import AppliedFaults


def truth_rows(faults: AppliedFaults) -> Iterator[dict[str, Any]]:
    """What happened to whom: instants in UTC ms, size in the kind's own unit."""
    for each in faults.all:
        fault, fleet = each.fault, faults.fleets[each.fleet]
        for user_id in fleet.user_id[each.rows].tolist():
            yield {
                "id": fault.id,
                "kind": fault.kind,
                "sort": fault.sort,
                "user_id": user_id,
                "utility": fleet.utility.name,
                "start": fault.start,
                "end": fault.end,
                "size": fault.size,
            }


def write_truth(faults: AppliedFaults, path: Path) -> None:
    """Replaces the file; there is none where there are no faults."""
    if not faults.all:
        path.unlink(missing_ok=True)
        return
    draft = path.with_suffix(".new")
    with draft.open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in truth_rows(faults))
    draft.replace(path)
