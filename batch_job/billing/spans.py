"""Evidence of a line: the days and runs its quantity came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from batch_job.billing.amounts import Amounts
from contract.bills import Span


def day_spans(found: Amounts, point: int) -> Iterator[Span]:
    """All rates of a service point together."""
    quantity, intervals = (np.sum(part[point], axis=1).tolist() for part in (found.quantity, found.intervals))
    rows = zip(found.days, found.run_id[point].tolist(), intervals, quantity, strict=True)
    return join_spans(Span(day, day, run, count, amount) for day, run, count, amount in rows if count)


def join_spans(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans of single days, joined where they follow each other in one run."""
    own: list[Span] = []
    following = 0  # ordinal of the day after the last one
    for span in spans:
        if own and (span.run_id != own[-1].run_id or span.first.toordinal() != following):
            yield _joined(own)
            own = []
        own.append(span)
        following = span.last.toordinal() + 1
    if own:
        yield _joined(own)


def _joined(own: list[Span]) -> Span:
    intervals, quantity = sum(span.intervals for span in own), sum(span.quantity for span in own)
    return Span(own[0].first, own[-1].last, own[0].run_id, intervals, quantity)
