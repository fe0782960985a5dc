"""Merged usage of a home."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asks import Asked, AsOf, SeenHome, UtilityName, Written, seen_home, utility_of
from api.models.receipt import Receipt
from api.models.usage import UsageAnswer
from api.periods import Grain
from api.times import WRITTEN, Range, asked_range, seen_part

router = APIRouter(tags=["usage"])
Seen = Annotated[SeenHome, Depends(seen_home)]


class Question:
    """The range and grain of a question, as written."""

    def __init__(
        self,
        since: Annotated[Written | None, Query(alias="from", description=WRITTEN)] = None,
        until: Annotated[Written | None, Query(alias="to", description=WRITTEN)] = None,
        grain: Grain = Grain.INTERVAL,
    ) -> None:
        self.since, self.until, self.grain = since, until, grain

    def part(self, seen: SeenHome, now: int) -> Range:
        """What of the range the login may see. Raises Problem."""
        wanted = asked_range(self.since, self.until, self.grain, seen.home.zone, now)
        return seen_part(wanted, seen.spans, f"usage of home {seen.home.user_id} in that time")


@router.get("/usage/{user_id}/{utility}")
async def usage(
    seen: Seen, utility: UtilityName, asked: Asked, question: Annotated[Question, Depends()], as_of: AsOf = None
) -> UsageAnswer:
    """Batch up to the horizon and speed after it; each value says its layer, run, quality and completeness.

    With `as_of` what was published by then alone: the horizon and runs of then, and nothing of the live view.
    """
    part = question.part(seen, asked.clock())
    return await asked.usage.answer(seen.home, utility_of(utility), part, question.grain, seen.as_of(as_of))


@router.get("/usage/{user_id}/{utility}/receipt")
async def receipt(
    seen: Seen,
    utility: UtilityName,
    asked: Asked,
    start: Annotated[Written, Query(description=WRITTEN)],
    end: Annotated[Written, Query(description=WRITTEN)],
) -> Receipt:
    """Where the usage of one interval, or of a whole span, comes from: registers, run, readings, and why."""
    wanted = asked_range(start, end, Grain.MONTH, seen.home.zone, asked.clock())
    part = seen_part(wanted, seen.spans, f"usage of home {seen.home.user_id} in that time")
    return await asked.receipts.answer(seen.home, utility_of(utility), part)
