"""An alert in one sentence that a homeowner understands."""

from __future__ import annotations

from contract.alerts import WORDS, Alert, Kind
from contract.utilities import BY_NAME


def sentence(alert: Alert) -> str:
    """What was seen and what is usual there."""
    if alert.kind is not Kind.SPIKE:
        return f"{alert.utility.capitalize()}: {WORDS[alert.kind].lower()}."
    value, mean = float(alert.evidence["value"]), float(alert.evidence["mean"])
    unit = BY_NAME[alert.utility].demand_unit
    what = f"{alert.utility.capitalize()} demand reached {value:,.0f} {unit}"
    return f"{what}; the highest of a window is usually about {round(mean):,} {unit} here."
