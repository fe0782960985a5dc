"""A plan of faults as a file: TOML with [[fault]] tables, or JSON {"fault": [...]}.

[[fault]]
kind = "leak"
user = 64          # or feeder = 3, county = 6037 (FIPS), share = 0.01 (of customers)
utility = "water"
from = "-36h"      # counted from where heartbeats begin (s, m, h or d), or an ISO instant
to = "+2h"
size = 60          # L/h
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract.utilities import BY_NAME
from simulator.faults.kinds import OF_FED_IN, RULES, Fault, FaultPlanError, Rule
from simulator.instants import parse_instant

WHO = {"user": int, "feeder": int, "county": int, "share": float}
WORDS = {"id", "kind", "utility", "from", "to", "size", "sort", "rate", *WHO}
UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
RELATIVE = re.compile(r"([+-])(\d+(?:\.\d+)?)([smhd])")


def read_plan(path: Path, live_from: int) -> tuple[Fault, ...]:
    """The faults of a file; relative instants count from `live_from` (UTC ms). Raises FaultPlanError."""
    try:
        text = path.read_text()
    except OSError as error:
        raise FaultPlanError(f"The fault plan {path} cannot be read: {error.strerror}.") from None
    return parse_plan(text, str(path), live_from)


def parse_plan(text: str, name: str, live_from: int) -> tuple[Fault, ...]:
    """The same of its text; `name` is for messages."""
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise FaultPlanError(f"The fault plan {name} is neither TOML nor JSON ({error}).") from None
    entries = document.get("fault", [])
    if set(document) - {"fault"} or not isinstance(entries, list):
        raise FaultPlanError(f"The fault plan {name} may only hold a list of [[fault]] tables.")
    faults = tuple(
        _fault(entry, f"Fault {number} of {name}", number, live_from) for number, entry in enumerate(entries, 1)
    )
    names = [fault.id for fault in faults]
    if twice := next((each for each in names if names.count(each) > 1), None) if len(set(names)) < len(names) else None:
        raise FaultPlanError(f"The fault plan {name} has two faults with the id {twice!r}; give each its own.")
    return faults


def _fault(entry: Any, where: str, number: int, live_from: int) -> Fault:
    if not isinstance(entry, dict) or entry.get("kind") not in RULES:
        raise FaultPlanError(f"{where} has no kind that is known; write one of {', '.join(RULES)}.")
    if unknown := sorted(set(entry) - WORDS):
        raise FaultPlanError(
            f"{where} says {unknown[0]!r}, which is no word of a plan; there are {', '.join(sorted(WORDS))}."
        )
    kind: str = entry["kind"]
    rule = RULES[kind]
    start = _instant(entry, "from", where, rule, live_from)
    end = start + rule.step if rule.instant else _instant(entry, "to", where, rule, live_from)
    if end <= start:
        raise FaultPlanError(f"{where} ends before it begins; let `to` be later than `from`.")
    name = str(entry.get("id", f"{kind}-{number}"))
    return Fault(
        name,
        kind,
        start,
        end,
        utility=_utility(entry, where, rule),
        size=_size(entry, where, rule),
        sort=_sort(entry, where, rule),
        rate=_part(entry, "rate", 1.0, where),
        **_who(entry, where),
    )


def _instant(entry: Mapping[str, Any], word: str, where: str, rule: Rule, live_from: int) -> int:
    """UTC ms, rounded down to the kind's step."""
    text = entry.get(word)
    if text is None:
        raise FaultPlanError(f"{where} does not say {word!r}; write an ISO instant, or -36h for 36 hours before live.")
    if found := RELATIVE.fullmatch(str(text)):
        sign, amount, unit = found.groups()
        at = live_from + round(float(sign + amount) * UNIT_MS[unit])
    else:
        try:
            at = parse_instant(text.isoformat() if hasattr(text, "isoformat") else str(text))
        except ValueError as error:
            raise FaultPlanError(f"{where}: {error}") from None
    return at // rule.step * rule.step


def _utility(entry: Mapping[str, Any], where: str, rule: Rule) -> str:
    utility = entry.get("utility", rule.utility)
    if utility is None or (utility and utility not in BY_NAME):
        raise FaultPlanError(f"{where} must name its utility: one of {', '.join(BY_NAME)}.")
    if utility and BY_NAME[utility].fed_in and entry["kind"] not in OF_FED_IN:
        raise FaultPlanError(f"{where} is none of what is fed in; of {utility} there are {', '.join(OF_FED_IN)}.")
    return str(utility)


def _size(entry: Mapping[str, Any], where: str, rule: Rule) -> int:
    size = entry.get("size", rule.usual)
    if not rule.unit and "size" in entry:
        raise FaultPlanError(f"{where} has a size, which its kind has no use for; leave it out.")
    if not isinstance(size, int) or not rule.least <= size <= rule.most:
        raise FaultPlanError(
            f"{where} has size {size!r}; write a whole number of {rule.unit}, {rule.least} to {rule.most}."
        )
    return size


def _sort(entry: Mapping[str, Any], where: str, rule: Rule) -> str:
    sort = entry.get("sort", rule.sorts[0] if rule.sorts else "")
    if sort not in (rule.sorts or ("",)):
        raise FaultPlanError(f"{where} has sort {sort!r}; its kind knows {', '.join(rule.sorts) or 'none'}.")
    return str(sort)


def _who(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    named = [word for word in WHO if word in entry]
    if len(named) != 1:
        raise FaultPlanError(f"{where} must say in one way whom it strikes: user, feeder, county or share.")
    word = named[0]
    if word == "share":
        return {"share": _part(entry, word, 1.0, where)}
    if not isinstance(entry[word], int) or entry[word] < 0:
        raise FaultPlanError(f"{where} has {word} {entry[word]!r}; write its number.")
    return {"user_id" if word == "user" else word: entry[word]}


def _part(entry: Mapping[str, Any], word: str, usual: float, where: str) -> float:
    part = entry.get(word, usual)
    if not isinstance(part, int | float) or not 0 < part <= 1:
        raise FaultPlanError(f"{where} has {word} {part!r}; write a part of one, e.g. 0.05.")
    return float(part)
