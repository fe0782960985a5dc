"""Receipts: where the usage of a home over any range comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool

from api import receipt_words
from api.day_evidence import DayEvidence
from api.homes import Home
from api.merge import Layer
from api.models.receipt import Receipt
from api.run_reads import RunReads
from api.times import Range
from api.totals import Value, value
from api.usage_answers import Snapshot, UsageAnswers, event_body, usage_value
from contract.closing import Closing
from contract.utilities import Utility
from contract.windows import DAY_MS


class Receipts:
    """Answers of receipts; collaborators are passed in."""

    def __init__(self, usage: UsageAnswers, days: DayEvidence, runs: RunReads) -> None:
        self._usage, self._days, self._runs = usage, days, runs

    async def answer(self, home: Home, utility: Utility, wanted: Range) -> Receipt:
        """The usage of a range as UsageAnswers has it, with its evidence."""
        long = wanted.stop - wanted.start > DAY_MS
        snapshot = await self._usage.snapshot(home, utility, wanted, whole_days=long, registers=True)
        one = value(wanted.start, wanted.stop, snapshot.merged.pieces, snapshot.merged.spans)
        return await run_in_threadpool(self._receipt, home, utility, one, snapshot)

    def _receipt(self, home: Home, utility: Utility, one: Value, snapshot: Snapshot) -> Receipt:
        point, closings = (utility.name, home.user_id, home.zone), snapshot.closings
        first, last = (_at(closings, end) or self._days.closing(*point, end) for end in (one.start, one.end))
        told = usage_value(one, snapshot.merged.events)
        events = [event_body(event, utility) for event in snapshot.merged.events]
        beyond = next((event.sentence for event in events if event.counted is None), None)
        return Receipt(
            start=one.start,
            end=one.end,
            usage=told.usage,
            layer=told.layer,
            run_id=told.run_id,
            run=self._runs.find(one.run_id) if one.run_id is not None else None,
            quality=told.quality,
            basis=told.basis,
            readings=self._days.readings(*point, one.start, one.end) if one.layer is Layer.BATCH else None,
            from_register=first and first.register,
            to_register=last and last.register,
            from_at=first and first.at,
            to_at=last and last.at,
            register_events=events,
            sentence=beyond or receipt_words.sentence(one),
        )


def _at(closings: Sequence[Closing], end: int) -> Closing | None:
    """The last of `closings` up to `end`."""
    after = bisect_right(closings, end, key=lambda closing: closing.at)
    return closings[after - 1] if after else None
