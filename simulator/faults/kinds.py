"""The kinds of faults: what each one's size means, whom it may strike, how finely it is timed."""

from __future__ import annotations

from dataclasses import dataclass

from contract.utilities import ELECTRICITY, Utility
from contract.windows import INTERVAL_MS
from simulator.demand.events import SLOT_MS

ANY_UTILITY = ""
SECOND_MS = 1000


class FaultPlanError(ValueError):
    """A plan of faults that cannot be; the message says which fault, why and what to write instead."""


@dataclass(frozen=True)
class Fault:
    """One fault. `start` and `end` in UTC ms; exactly one of user_id, feeder, county and share says whom it strikes.

    `utility` "" stands for all that they have; `share` is of customers; `rate` is the share of their messages.
    """

    id: str
    kind: str
    start: int
    end: int
    utility: str = ANY_UTILITY
    user_id: int | None = None
    feeder: int | None = None
    county: int | None = None
    share: float | None = None
    size: int = 0
    sort: str = ""
    rate: float = 1.0


@dataclass(frozen=True)
class Rule:
    """What a kind asks for. A `unit` of "" means that it has no size; `utility` None, that one must be named."""

    unit: str = ""
    usual: int = 0
    least: int = 0
    most: int = 0
    utility: str | None = None
    sorts: tuple[str, ...] = ()
    step: int = INTERVAL_MS  # what `start` and `end` are multiples of
    instant: bool = False  # happens at `start`


DEMAND = "W or L/h"
THEFTS = ("bypass", "slowed", "night", "capped", "tap", "intermittent")

# What is used, and so what the heads of feeders see as well.
CONSUMED = {
    "spike": Rule(DEMAND, 15_000, 1, 200_000, step=SLOT_MS),
    "shift": Rule(DEMAND, 1_500, -10_000, 10_000, sorts=("even", "night")),
    "leak": Rule("L/h", 60, 1, 5_000, utility="water"),
    "outage": Rule(utility="electricity"),
}
# What the meter makes of it.
COUNTED = {
    "stuck": Rule(sorts=("register", "zero")),
    "reverse": Rule(DEMAND, 1_000, 1, 10_000),
    "theft": Rule("percent", 60, 1, 100, utility="electricity", sorts=THEFTS),
}
REGISTER = {
    "swap": Rule(instant=True),
    "reset": Rule(instant=True),
    "rollover": Rule(instant=True),
}
# What becomes of the messages.
SENT = {
    "late": Rule("seconds", 3_600, 1, 40 * 86_400, utility=ANY_UTILITY, step=SECOND_MS),
    "disorder": Rule("seconds at most", 3, 1, 3_600, utility=ANY_UTILITY, step=SECOND_MS),
    "duplicate": Rule("messages in place of one", 2, 2, 9, utility=ANY_UTILITY, step=SECOND_MS),
    "wrong_clock": Rule("minutes ahead", 120, -600_000, 60_000_000, utility=ANY_UTILITY, step=SECOND_MS),
    "gap": Rule(utility=ANY_UTILITY, step=SECOND_MS),
    "poison": Rule(utility=ANY_UTILITY, step=SECOND_MS),
}
RULES = {**CONSUMED, **COUNTED, **REGISTER, **SENT}
# Nobody who feeds in uses more or less, or steals, by that register.
OF_FED_IN = ("outage", "stuck", *REGISTER, *SENT)


def concerns(fault: Fault, utility: Utility) -> bool:
    """Whether meters of a utility are struck; without electricity nobody feeds any in."""
    named = fault.utility in (ANY_UTILITY, utility.name)
    if not utility.fed_in:
        return named
    return fault.kind in OF_FED_IN and (named or (fault.kind == "outage" and fault.utility == ELECTRICITY.name))
