"""From where on the archive must hold each partition without a hole, as a run that begins at a given day knows it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.report_log import Offsets, read_offsets
from contract.tables.batch_view import runs


def known(connection: Connection, planned: list[Planned]) -> Offsets:
    """Of runs that go together: what the zone's run before has taken up to, or else what the broker still had.

    Later offsets came after the day had begun, so that they lie where the run looks, or nowhere.
    """
    found: Offsets = {}
    for each in planned:
        for place, offset in (_taken_before(connection, each) or each.begins).items():
            found[place] = min(offset, found.get(place, offset))
    return found


def _taken_before(connection: Connection, planned: Planned) -> Offsets:
    """Of its zone. Only this little of a run's inputs is fetched: they name every object."""
    zone = (runs.c.state == "published", runs.c.zone == planned.due.zone, runs.c.only_points.is_(None))
    before = select(func.json_extract(runs.c.inputs, "$.stops")).where(*zone, runs.c.day_to < planned.due.days[0].day)
    told = connection.execute(before.order_by(runs.c.day_to.desc(), runs.c.run_id.desc()).limit(1)).scalar()
    return read_offsets(json.loads(told)) if told else {}
