"""Where an amount of usage comes from."""

from __future__ import annotations

from api.merge import Layer
from api.models import Body
from api.models.register_events import RegisterEvent
from api.models.runs import Run
from api.models.usage import BasisName
from api.totals import Quality


class Receipt(Body):
    """Usage of (start, end] with the last reading at or before each end, the run, and a sentence that says it all."""

    start: int
    end: int
    usage: int | None
    layer: Layer
    run_id: int | None
    run: Run | None
    quality: Quality
    basis: BasisName | None
    readings: int | None
    from_register: int | None
    to_register: int | None
    from_at: int | None
    to_at: int | None
    register_events: list[RegisterEvent]
    sentence: str
