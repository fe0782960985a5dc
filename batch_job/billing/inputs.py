"""What a bill was made from, as JSON and as a hash: other inputs, another bill; the same inputs, the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from batch_job.billing.amounts import Row
from batch_job.billing.hours import is_holiday
from batch_job.billing.price import Days, Plan, currency_of
from batch_job.billing.spans import join_spans
from batch_job.billing.terms import Segment, calorific_value
from contract.bills import Span

METHOD = 1  # raised when the same inputs are to give other lines


def terms(plan: Plan) -> dict[str, Any]:
    """The prices of a plan: a JSON object. Raises Problem where one is missing, or no total can be made of them."""
    currency_of(plan)
    return {
        "method": METHOD,
        "zone": plan.zone,
        "period": [str(plan.period.first), str(plan.period.last)],
        "tariffs": [_tariff(segment) for segment in plan.segments],
        "calorific_values": _values(plan),
        **_beginnings(plan),
    }


def _beginnings(plan: Plan) -> dict[str, str]:
    """Only of a period in which something begins, or that was cut: other bills keep the hash that they have."""
    named = {"begins": plan.begins, "feeds": plan.feeds, "uncut": plan.period.uncut}
    return {name: str(value) for name, value in named.items() if value}


def _tariff(segment: Segment) -> dict[str, Any]:
    tariff = segment.tariff
    calendar = tariff.document.holidays
    return {
        "tariff_id": tariff.tariff_id,
        "version": tariff.version,
        "sha256": tariff.sha256,
        "first": str(segment.days[0]),
        "last": str(segment.days[-1]),
        "holidays": [str(day) for day in segment.days if is_holiday(day, calendar)],
    }


def _values(plan: Plan) -> list[list[str]]:
    """Each day's value where it differs from the day before."""
    days = [day for segment in plan.segments if segment.tariff.document.converts for day in segment.days]
    found: list[list[str]] = []
    for day in days:
        value = str(calorific_value(plan.calorific_values, day, plan.zone))
        if not found or found[-1][1] != value:
            found.append([str(day), value])
    return found


def hash_of(value: Any) -> str:
    """SHA-256 of a JSON value in one fixed spelling."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def usage_hash(parts: Iterable[Days]) -> str:
    """SHA-256 of what was used, whichever run said so."""
    digest = hashlib.sha256()
    for days in parts:
        for day in sorted(days):
            row = days[day]
            digest.update(day.isoformat().encode() + b"%d " % len(row.usage_values) + row.usage_values + row.basis)
    return digest.hexdigest()


def runs_of(days: Days) -> list[list[Any]]:
    """First day, last day and run of each stretch of days that one run settled."""
    rows: Sequence[Row] = [days[day] for day in sorted(days)]
    spans = join_spans(Span(row.day, row.day, row.run_id, 0, 0) for row in rows)
    return [[str(span.first), str(span.last), span.run_id] for span in spans]
