"""Faults on the way: messages late, out of order, doubled, lost, misdated or spoilt; all others pass whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

import numpy as np

from contract.encoding import messages
from contract.encoding.columns import decode
from contract.utilities import BY_NAME
from contract.windows import MINUTE_MS
from simulator.country.population import Numbers
from simulator.country.traits import Flags
from simulator.faults.applied import AppliedFaults
from simulator.faults.dice import throw
from simulator.faults.kinds import SECOND_MS, Fault
from simulator.faults.poison import SORTS, poisoned
from simulator.run.batches import Batch

REACH_MS = 3 * MINUTE_MS  # a report leaves no longer after its last reading than this
SILENCE = ("gap", "outage")


@dataclass(frozen=True)
class _OnItsWay:
    """A message and how many ms late it is."""

    value: bytes
    delay: int


class Transport:
    """Passes batches on as a plan wants it, stamps never falling."""

    def __init__(self, faults: AppliedFaults) -> None:
        self._struck = [
            (each.fault, faults.fleets[each.fleet].utility.name, faults.fleets[each.fleet].user_id[each.rows])
            for each in faults.sent
        ]
        self._held: list[tuple[int, int, Batch]] = []
        self._number = count()

    def through(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """All that arrives, what is held back to the end last."""
        if not self._struck:
            yield from batches
            return
        for batch in batches:
            yield from self._due(batch.stamp)
            struck = self._striking(batch) if batch.topic in BY_NAME else []
            yield from self._passed(batch, struck) if struck else (batch,)
        yield from self._due(2**62)

    def _due(self, stamp: int) -> Iterator[Batch]:
        while self._held and self._held[0][0] <= stamp:
            yield heappop(self._held)[2]

    def _striking(self, batch: Batch) -> list[tuple[Fault, Numbers]]:
        return [
            (fault, users)
            for fault, topic, users in self._struck
            if topic == batch.topic and fault.start < batch.stamp and batch.stamp - REACH_MS <= fault.end
        ]

    def _passed(self, batch: Batch, struck: list[tuple[Fault, Numbers]]) -> Iterator[Batch]:
        user_id = np.frombuffer(b"".join(batch.keys), ">u4").astype(np.int64)
        rows, _ = decode(batch.values, batch.readings, with_status=False)
        last = rows["at"] + rows["offset_ms"][:, -1].astype(np.int64)
        hits = [(fault, _hit(fault, users, user_id, last)) for fault, users in struck]
        lost = np.logical_or.reduce(
            [hit for fault, hit in hits if fault.kind in SILENCE] or [np.zeros(len(last), bool)]
        )
        changed = np.logical_or.reduce([hit for _, hit in hits]) & ~lost
        same = np.flatnonzero(~changed & ~lost).tolist()
        if same:
            yield replace(batch, keys=[batch.keys[i] for i in same], values=[batch.values[i] for i in same])
        for place in np.flatnonzero(changed).tolist():
            mine = [fault for fault, hit in hits if hit[place]]
            for message in _changed(batch.values[place], mine, int(user_id[place]), int(last[place])):
                one = replace(
                    batch, keys=[batch.keys[place]], values=[message.value], stamp=batch.stamp + message.delay
                )
                if message.delay:
                    heappush(self._held, (one.stamp, next(self._number), one))
                else:
                    yield one


def _hit(fault: Fault, users: Numbers, user_id: Numbers, last: Numbers) -> Flags:
    """Which messages, by user and last reading. A silence ends with the reading at its end."""
    inside = (last > fault.start) & (last < fault.end if fault.kind in SILENCE else last <= fault.end)
    inside &= np.isin(user_id, users)
    if fault.rate < 1:
        inside &= throw(f"{fault.id} strikes", user_id, last) < fault.rate
    return inside


def _changed(value: bytes, faults: list[Fault], user_id: int, last: int) -> list[_OnItsWay]:
    found = [_OnItsWay(value, 0)]
    for fault in sorted(faults, key=lambda each: each.kind == "poison"):  # what is spoilt cannot be read again
        chance = float(throw(fault.id, user_id, last))
        found = [each for one in found for each in _struck(one, fault, chance)]
    return found


def _struck(message: _OnItsWay, fault: Fault, chance: float) -> list[_OnItsWay]:
    if fault.kind == "late":
        return [replace(message, delay=message.delay + fault.size * SECOND_MS)]
    if fault.kind == "disorder":
        return [replace(message, delay=message.delay + int(chance * fault.size * SECOND_MS))]
    if fault.kind == "duplicate":
        return [message] * fault.size
    if fault.kind == "wrong_clock":
        report = messages.decode(message.value)
        return [replace(message, value=messages.encode(replace(report, at=report.at + fault.size * MINUTE_MS)))]
    return [replace(message, value=poisoned(message.value, int(chance * SORTS)))]


def longest_delay(faults: Iterable[Fault]) -> int:
    """How long (ms) a plan may hold a message back."""
    return max((fault.size * SECOND_MS for fault in faults if fault.kind in ("late", "disorder")), default=0)
