"""Anomalies: JSON in topic `alerts` and in the live view. An update or an end is another message of the same id.

Redis, under the prefix: hash `alerts` (id -> JSON); sorted sets `alerts:all` and `alerts:<user_id>` (id by start; an
outage stands in those of all its members, until they leave it) and `alerts:ended` (id by end; string `alerts:sorted`
says that it is whole); hash `alerts:open` (user_id -> ids of alerts that last, parted by spaces), so one HGET or HMGET
tells how service points are. All is written by `keep` of contract/alerts.lua: an alert whose `updated` is older than
the one that is there is passed over, and ids are made of what happened, so a replay changes nothing. All that last
stay, for one that is forgotten would be raised anew with every look; of those that ended, the KEPT that did so last.
String `alerts:told` is the offset of topic `alerts` up to which it was brought in; where that is lost, so are alerts.

Evidence by kind. Usage in Wh of electricity, L of gas and water; demand in W or L/h; instants in UTC ms:

| kind | evidence |
|---|---|
| spike | `value` greatest demand; `mean`, `sd` of `windows` or hours, as `basis` says; `sigmas` from it |
| level_shift | `direction`; `usage`, `usual`, `feeder_misses` an hour; `deviations` by its criterion; `hours` |
| stuck | `hours` without a move; `demand` shown meanwhile; `longest_rest` of this home otherwise, hours |
| zero_run | `hours` without use; `longest_rest` of this home otherwise, hours; `usual` usage an hour |
| reverse_flow | `fallen` of the register since `start`, usage; `demand` least one; `allowed` noise, usage |
| leak | `l_per_min` that runs without a pause; `hours` so far |
| night_flow | `l_per_min` least flow of 02 to 05 local; `usual` that of other nights; `nights` so far |
| gas_in_summer | `usage` in the worst 24 h; `usual` of the neighbours then; `days` so far |
| silent | `last_at`; `minutes` since then; `criterion` in minutes |
| outage | `where` feeder or cell; `feeder` or `cell` which; `meters` silent; `of` so many; `last_at` the newest |
| unusual | `model` its name; `version`; `score`; `criterion` |
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from contract.utilities import Utility

KEPT = 20_000  # alerts in the live view that have ended
Evidence = dict[str, int | float | str]


class Kind(StrEnum):
    """What may be wrong with a service point, a feeder or a place."""

    SPIKE = "spike"
    LEVEL_SHIFT = "level_shift"
    STUCK = "stuck"
    ZERO_RUN = "zero_run"
    REVERSE_FLOW = "reverse_flow"
    LEAK = "leak"
    NIGHT_FLOW = "night_flow"
    GAS_IN_SUMMER = "gas_in_summer"
    SILENT = "silent"
    OUTAGE = "outage"
    UNUSUAL = "unusual"


WORDS = {
    Kind.SPIKE: "Sudden high demand",
    Kind.LEVEL_SHIFT: "Usage unlike this home's",
    Kind.STUCK: "Register stands still",
    Kind.ZERO_RUN: "No usage for unusually long",
    Kind.REVERSE_FLOW: "Register runs backwards",
    Kind.LEAK: "Water runs without a pause",
    Kind.NIGHT_FLOW: "Water runs at night",
    Kind.GAS_IN_SUMMER: "Gas burns in warm weather",
    Kind.SILENT: "Meter is silent",
    Kind.OUTAGE: "Many meters silent at once",
    Kind.UNUSUAL: "Unusual by a model",
}


class Severity(StrEnum):
    """Worth knowing; worth a look today; worth a call now."""

    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


_FORMER = {"attention": Severity.WARNING}  # what alerts of former versions say, which a live view may still hold


class Status(StrEnum):
    """How a service point is now."""

    NORMAL = "normal"
    ANOMALOUS = "anomalous"
    SILENT = "silent"


@dataclass(frozen=True)
class Place:
    """Where: county as FIPS number, degrees."""

    county: int
    lat: float
    lon: float


@dataclass(frozen=True)
class Alert:
    """One anomaly; instants in UTC ms. An outage's `user_id` is 0: it is of its members."""

    id: str
    kind: Kind
    user_id: int
    utility: str
    start: int
    end: int | None  # None while it lasts
    severity: Severity
    evidence: Evidence
    cost: str | None = None  # estimated so far, Decimal text in the account's currency
    place: Place | None = None  # None: where the registry has the user
    updated: int = 0  # what it says was so at this instant of the data's clock
    members: tuple[int, ...] = ()  # user_ids; of outages alone

    @property
    def users(self) -> tuple[int, ...]:
        """Whose it is."""
        return self.members or (self.user_id,)


def alert_id(kind: str, utility: Utility, user_id: int | str, instant: int) -> str:
    """`instant`: when it began, or what else is the same on a replay. An outage has a feeder or cell for the user."""
    return f"{kind}-{utility.letter}-{user_id}-{instant}"


def hash_key(prefix: bytes) -> bytes:
    return prefix + b"alerts"


def all_key(prefix: bytes) -> bytes:
    return prefix + b"alerts:all"


def user_key(prefix: bytes, user_id: int) -> bytes:
    return prefix + b"alerts:%d" % user_id


def open_key(prefix: bytes) -> bytes:
    return prefix + b"alerts:open"


def ended_key(prefix: bytes) -> bytes:
    return prefix + b"alerts:ended"


def told_key(prefix: bytes) -> bytes:
    return prefix + b"alerts:told"


def read_open(data: bytes | None) -> list[str]:
    """Ids of the alerts of a user that last, from a value of hash `alerts:open`."""
    return data.decode().split() if data else []


def status_of(open_ids: Iterable[str], utility: Utility) -> Status:
    """How a user's service point is, by the ids of the user's alerts that last."""
    kinds = {name.split("-")[0] for name in open_ids if name.split("-")[1] == utility.letter}
    if kinds & {Kind.SILENT, Kind.OUTAGE}:
        return Status.SILENT
    return Status.ANOMALOUS if kinds else Status.NORMAL


def write_alert(alert: Alert) -> bytes:
    return json.dumps(asdict(alert), sort_keys=True).encode()


def read_alert(data: bytes) -> Alert:
    """Raises ValueError, KeyError or TypeError if it is not an alert of this version."""
    fields = json.loads(data)
    place = fields.get("place")
    made = {
        "kind": Kind(fields["kind"]),
        "severity": Severity(_FORMER.get(fields["severity"], fields["severity"])),
        "place": Place(**place) if place else None,
        "members": tuple(fields.get("members", ())),
    }
    return Alert(**{**fields, **made})


@cache
def keep_script() -> str:
    """The Lua function `keep(prefix, kept, alert)`, to stand before a script that writes alerts."""
    return Path(__file__).with_suffix(".lua").read_text()
