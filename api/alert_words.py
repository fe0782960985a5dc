"""An alert in words that a homeowner understands: what was seen, and what to do."""

from __future__ import annotations

from contract.alerts import WORDS, Alert, Kind
from contract.utilities import BY_NAME

USAGE_UNITS = {"mWh": "Wh", "mL": "L"}

SEEN = {
    Kind.SPIKE: "{utility} demand reached {value} {demand}; usually a window reaches about {mean} {demand} here",
    Kind.LEVEL_SHIFT: "{utility}: {usage} {used} an hour, where {usual} {used} are usual at these hours",
    Kind.STUCK: "The {utility_} register has not moved for {hours}, {although}",
    Kind.ZERO_RUN: "No {utility_} used for {hours}; {usual} {used} an hour are usual",
    Kind.REVERSE_FLOW: "The {utility_} register ran backwards by {fallen} {used}; {allowed} {used} would be noise",
    Kind.LEAK: "Water has been running without a pause for {hours}, {l_per_min} L a minute at least",
    Kind.NIGHT_FLOW: "At night {l_per_min} L a minute run at least, where {usual} run usually; {nights} so far",
    Kind.GAS_IN_SUMMER: "{usage} {used} of gas in a day, where the neighbours used {usual} {used}",
    Kind.SILENT: "No {utility_} reading for {minutes}",
    Kind.OUTAGE: "{meters} of {of} {utility_} meters of this {where} are silent at once",
    Kind.UNUSUAL: "{utility} use looks unlike that of other days (score {score}, told from {criterion} on)",
}
COUNTED = {"hours": "hour", "nights": "night", "minutes": "minute"}
ADVICE = {
    Kind.SPIKE: "See whether something is on that should be off; if you know what it was, all is well.",
    Kind.LEVEL_SHIFT: "Think of what changed: guests, an appliance, a thermostat; if nothing did, look for what runs.",
    Kind.STUCK: "Nothing to do at home: the meter needs a look, and usage will be estimated meanwhile.",
    Kind.ZERO_RUN: "If nobody is away, check the main switch or valve, then tell your utility.",
    Kind.REVERSE_FLOW: "If you feed in, all is well; else the meter or its wiring needs a look by your utility.",
    Kind.LEAK: "Close all taps and look at toilets and hoses; if it goes on, close the main valve and call a plumber.",
    Kind.NIGHT_FLOW: "Listen for a toilet or a softener at night, and look for a dripping valve.",
    Kind.GAS_IN_SUMMER: "See whether heating is on; if you smell gas, leave the house and call the emergency line.",
    Kind.SILENT: "Nothing is lost: the register goes on counting, and usage is filled in when the meter is back.",
    Kind.OUTAGE: "Your utility knows; usage is filled in when the meters are back.",
    Kind.UNUSUAL: "See whether something runs that usually does not.",
}


def sentence(alert: Alert) -> str:
    """What was seen and what is usual there; the kind alone if the evidence does not say."""
    utility = BY_NAME[alert.utility]
    names = {
        "utility": alert.utility.capitalize(),
        "utility_": alert.utility,
        "used": USAGE_UNITS[utility.unit],
        "demand": utility.demand_unit,
    }
    if alert.kind is Kind.STUCK:
        names["although"] = _although(alert).format(**names)
    seen = {"demand_" if name == "demand" else name: _told(name, value) for name, value in alert.evidence.items()}
    if alert.kind is Kind.NIGHT_FLOW and not alert.evidence.get("usual"):
        seen["usual"] = "none"
    try:
        return SEEN[alert.kind].format(**seen, **names) + "."
    except KeyError:
        return f"{names['utility']}: {WORDS[alert.kind].lower()}."


def _although(alert: Alert) -> str:
    """What a register that stands still is at odds with: the demand shown, or else how long this home ever rests."""
    demand, rest = float(alert.evidence.get("demand", 0)), float(alert.evidence.get("longest_rest", 0))
    if demand >= 1:
        return f"though the meter shows {_written(demand)} {{demand}}"
    return f"and never rested longer than {_told('hours', rest)} before" if rest else "and never rested before"


def _told(name: str, value: float | str) -> str:
    """A figure of the evidence; with its unit where that is a thing one counts."""
    written = _written(value)
    if name not in COUNTED:
        return written
    return f"{written} {COUNTED[name]}" + ("" if value == 1 else "s")


def _written(value: float | str) -> str:
    """A figure as a person says it: no decimals where they tell nothing."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 10 or value == round(value) else f"{value:,.2g}"
