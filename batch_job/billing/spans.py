"""Evidence of a line: the days and runs its quantity came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

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
    joined: Span | None = None
    for span in spans:
        if joined and joined.run_id == span.run_id and span.first == joined.last + timedelta(days=1):
            sums = {name: getattr(joined, name) + getattr(span, name) for name in ("intervals", "quantity")}
            joined = replace(joined, last=span.last, **sums)
            continue
        if joined:
            yield joined
        joined = span
    if joined:
        yield joined
