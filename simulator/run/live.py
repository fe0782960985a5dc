"""The present: meters read at their heartbeats and send a report for each full period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from contract.encoding.columns import encode
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.country.meters import Fleet
from simulator.country.population import Numbers
from simulator.country.traits import phases_ms
from simulator.demand.country import Country
from simulator.demand.events import Demand
from simulator.demand.moments import Moment
from simulator.run.batches import Batch, Order, as_messages, keys_of, order
from simulator.run.plan import Plan
from simulator.run.weather_messages import weather_batch

AT_ONCE = 10_000  # reports encoded together: enough for numpy, little enough for the cache (50,000 take twice as long)


@dataclass(frozen=True)
class _Reporters:
    """A fleet in the order in which it reports."""

    fleet: Fleet
    order: Order
    user_id: Numbers
    phase: Numbers


@dataclass(frozen=True)
class _State:
    """A fleet in one interval, in that order: its meters, their registers when it began, where these begin again."""

    reporters: _Reporters
    meter_id: Numbers
    demand: Demand
    register: Numbers
    dial: int


class Live:
    """Turns moments into the reports of their periods."""

    def __init__(self, country: Country, plan: Plan) -> None:
        self._country, self._plan = country, plan
        phase = phases_ms(country.traits.phase, plan.heartbeat)
        self._reporters = [_reporters(fleet, phase[fleet.rows], plan) for fleet in country.fleets]
        self._chunks = _chunks(sum(len(fleet) for fleet in country.fleets), plan.slots)

    def batches(self, moment: Moment, first: int, until: int) -> Iterator[Batch]:
        """The reports of the moment's periods that begin at `first` or later and end by `until` (UTC ms)."""
        if (start := moment.interval * INTERVAL_MS) % HOUR_MS == 0 and first <= start:
            yield weather_batch(self._country.weather, start, self._plan.leaves(start, 0))
        columns = (self._reporters, moment.meter_ids, moment.demands, moment.registers, moment.dials)
        states = [_state(*column) for column in zip(*columns, strict=True)]
        for period in range(start, moment.end, self._plan.period):
            if first <= period and period + self._plan.period <= until:
                for slots in self._chunks:
                    yield from self._leaving(states, period, slots)

    def _leaving(self, states: list[_State], period: int, slots: range) -> Iterator[Batch]:
        encoded = [self._encode(state, period, state.reporters.order.span(slots.start, slots.stop)) for state in states]
        for slot in slots:
            stamp = self._plan.leaves(period, slot)
            for state, (offset, keys, messages) in zip(states, encoded, strict=True):
                reporters = state.reporters
                for partition in range(self._plan.partitions):
                    group = reporters.order.group(slot, partition)
                    part = slice(group.start - offset, group.stop - offset)
                    if group.start < group.stop:
                        topic = reporters.fleet.utility.name
                        yield Batch(topic, partition, stamp, keys[part], messages[part], self._plan.readings)

    def _encode(self, state: _State, period: int, span: slice) -> tuple[int, list[bytes], list[bytes]]:
        phase, user_id = state.reporters.phase[span], state.reporters.user_id[span]
        offsets = np.arange(self._plan.readings) * self._plan.heartbeat
        grown, watts = state.demand.of(span).read(period % INTERVAL_MS + phase[:, None] + offsets)
        registers = state.register[span][:, None] + grown
        if state.dial:
            registers %= state.dial
        rows = encode(
            user_id=user_id,
            meter_id=state.meter_id[span],
            at=period + phase,
            offset_ms=offsets,
            register=registers,
            demand=watts,
        )
        return span.start, keys_of(user_id), as_messages(rows)


def _reporters(fleet: Fleet, phase: Numbers, plan: Plan) -> _Reporters:
    by_slot = order(fleet.user_id, plan.slot_of(fleet, phase), plan.slots, plan.partitions)
    rows = by_slot.rows
    return _Reporters(fleet, by_slot, fleet.user_id[rows], phase[rows])


def _state(reporters: _Reporters, meter_id: Numbers, demand: Demand, register: Numbers, dial: int) -> _State:
    rows = reporters.order.rows
    return _State(reporters, meter_id[rows], demand.of(rows), register[rows], dial)


def _chunks(reports: int, slots: int) -> list[range]:
    """The slots of a period, in runs of about AT_ONCE reports."""
    chunks = max(1, min(slots, reports // AT_ONCE))
    grouped = groupby(range(slots), key=lambda slot: slot * chunks // slots)
    return [range(run[0], run[-1] + 1) for run in (list(group) for _, group in grouped)]
