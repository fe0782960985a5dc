"""An alert in one sentence that a homeowner understands."""

from __future__ import annotations

from contract.alerts import Alert
from contract.utilities import BY_NAME


def sentence(alert: Alert) -> str:
    """What was seen and what is usual there."""
    seen, unit = alert.evidence, BY_NAME[alert.utility].demand_unit
    what = f"{alert.utility.capitalize()} demand reached {seen.value:,} {unit}"
    return f"{what}; the highest of a window is usually about {round(seen.mean):,} {unit} here."
