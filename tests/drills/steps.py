"""A meter that reports a reading every five seconds, stamped at once, later than all that other drills send."""

from __future__ import annotations

from collections.abc import Iterator

from contract.encoding import messages
from contract.reading import Reading, as_report
from contract.utilities import ELECTRICITY
from tests.agreement.generated_readings import Sent

BEGIN, STEP_MS = 1_780_000_000_000, 5_000


def steps(user: int, first: int, stop: int) -> Iterator[Sent]:
    """The reports of some steps since the beginning."""
    for step in range(first, stop):
        at = BEGIN + step * STEP_MS
        report = as_report([Reading(user, user * 4, at, 1000 + step, 100)])
        yield Sent(ELECTRICITY, user, messages.encode(report), report, at)
