"""Messages that no engine can use: reports that break a rule, and bytes that are no report."""

from __future__ import annotations

import random

from contract.encoding import messages
from contract.reading import Report
from contract.windows import HOUR_MS


def spoiled(report: Report, rng: random.Random) -> Report:
    """The report with one of its columns made unusable."""
    fields = dict(report.__dict__)
    spoil = rng.choice(["register", "future", "ancient", "meter", "columns"])
    if spoil == "register":
        fields["register"] = (10**15,) * len(report.register)
    elif spoil == "future":
        fields["at"] = report.at + 73 * 365 * 24 * HOUR_MS
    elif spoil == "ancient":
        fields["at"] = 1
    elif spoil == "meter":
        fields["meter_id"] = 2**31 + 5
    else:
        fields["demand"] = ()
    return Report(**fields)


def undecodable(report: Report, rng: random.Random) -> bytes:
    """Bytes in the report's place: never a report, or one that was cut off."""
    return rng.choice([b"\xff\xffnot a report", messages.encode(report)[:-3]])
