"""What the nightly look at the grid says: load against rating, loss, and why somebody is suspected of theft."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from contract.windows import HOUR_MS, INTERVAL_MS

INTERVALS_AN_HOUR = HOUR_MS // INTERVAL_MS


class Reason(StrEnum):
    """What speaks most against a suspect, on days on which the feeder missed energy."""

    SHARE = "share"  # what is missed rises and falls with what this meter counts: bypassed, or a slowed meter
    NIGHT = "night"  # the same, at night alone
    SOME_DAYS = "some days"  # the same, on some days and not on those between
    LIMITED = "limited"  # the meter stops at a ceiling, and more is missed when it is there
    TAPPED = "tapped"  # the meter counts nothing at all for hours while more is missed
    FELL = "fell"  # usage fell, beside what is usual here, by as much as is missed
    STOPPED = "stopped"  # the meter counts nothing on any such day: more likely broken


@dataclass(frozen=True)
class Evidence:
    """Numbers behind a suspicion. A block is a quarter of a local day; shares are 0 to 1.

    `match` and `fall_match` are regression coefficients in standard errors, over all customers of the feeder at once.
    """

    blocks: int  # on which the feeder missed energy
    days: int  # that they lie in
    feeder_loss: float  # of them, the share of what the head counted, above the usual loss
    feeder_deviations: float  # the same in its usual deviations, mean
    match: float  # how surely what is missed rises and falls with what this meter counts
    factor: float  # and by how much for each unit counted
    fall: float  # share of what was expected here that was not counted
    fall_match: float  # how surely this fall follows what is missed
    zeros: float  # share of intervals without any usage, above that when nothing is missed
    stopped_days: int  # whole days without any usage
    ceiling_w: int  # the highest usual load
    at_ceiling: float  # share of intervals at it


def write_evidence(evidence: Evidence) -> str:
    return json.dumps(asdict(evidence))


def read_evidence(text: str) -> Evidence:
    return Evidence(**json.loads(text))


def mean_w(amount: int) -> int:
    """The mean load (W) of an interval's usage (mWh), rounded down."""
    return amount * INTERVALS_AN_HOUR // 1000


def is_over(amount: int, rating_w: int) -> bool:
    """Whether the mean load of an interval's usage (mWh) is above the rating, exactly."""
    return amount * INTERVALS_AN_HOUR > rating_w * 1000
