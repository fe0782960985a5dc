"""Headers of the live view as the bodies that pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.data_clock import DataClock
from api.live_reads import LiveReads, States
from api.models.live import LiveHome, LivePoint, Spike
from api.watch import Seen
from contract.alerts import Alert, Status, alert_id, status_of
from contract.live_view import LiveState
from contract.utilities import Utility
from contract.windows import MINUTE_MS, Clock

SPIKE = "spike"
SPIKE_SHOWN_MS = 10 * MINUTE_MS  # a spike stays on the page this long after its last window


class LivePoints:
    """Live bodies of homes; a live window is `window_ms` long, and a meter not heard for `silent_ms` is silent."""

    def __init__(self, live: LiveReads, window_ms: int, silent_ms: int, data_clock: DataClock, clock: Clock) -> None:
        self._live, self._window_ms, self._silent_ms = live, window_ms, silent_ms
        self._data_clock, self._clock = data_clock, clock

    async def homes(self, user_ids: Sequence[int]) -> dict[int, LiveHome]:
        """Bodies of the homes that have reported; two or three commands for all of them."""
        states, lasting = await self._live.homes(user_ids)
        data_now = await self._data_clock.heard(self._silent_ms)
        alerts = await self._live.alerts([name for user_id in states for name in _spikes(user_id, states[user_id])])
        return {
            user_id: self._home(user_id, found, _Told(alerts, lasting[user_id], data_now))
            for user_id, found in states.items()
        }

    async def watched(self, user_ids: Sequence[int]) -> dict[int, Seen]:
        """The bodies as JSON, news when a window ended, a reading came or a status changed."""
        found = await self.homes(user_ids)
        return {user_id: Seen(_mark(home), home.model_dump_json()) for user_id, home in found.items()}

    def _home(self, user_id: int, states: States, told: _Told) -> LiveHome:
        points = [self._point(utility, user_id, state, told) for utility, state in states.items()]
        return LiveHome(user_id=user_id, now=self._clock(), service_points=points)

    def _point(self, utility: Utility, user_id: int, state: LiveState, told: _Told) -> LivePoint:
        alert = told.alerts.get(_alert_id(utility, user_id, state))
        return LivePoint(
            utility=utility.name,
            unit_demand=utility.demand_unit,
            window_end=state.window_end,
            window_ms=self._window_ms,
            n=state.n,
            mean=state.mean,
            sd=state.deviation,
            min=state.min,
            max=state.max,
            last_at=state.last_at,
            register=state.last_register,
            demand=state.last_demand,
            status=self._status(utility, state, told),
            alerts=[name for name in told.lasting if status_of([name], utility) is not Status.NORMAL],
            spike=_spike(alert, state) if alert else None,
        )

    def _status(self, utility: Utility, state: LiveState, told: _Told) -> Status:
        """What lasting alerts say; a meter may be silent before its alert, and a spike has ended when it is told."""
        status = status_of(told.lasting, utility)
        if told.now - max(state.last_at, state.window_end) > self._silent_ms:
            return Status.SILENT
        spikes = 0 < state.window_end == state.spike_last
        return Status.ANOMALOUS if status is Status.NORMAL and spikes else status


@dataclass(frozen=True)
class _Told:
    """What is known beside a home's headers: spikes by id, ids of alerts that last, until when we heard (UTC ms)."""

    alerts: dict[str, Alert]
    lasting: list[str]
    now: int


def _mark(home: LiveHome) -> tuple[tuple[str, int, int, str, tuple[str, ...]], ...]:
    return tuple(
        (point.utility, point.window_end, point.last_at, point.status, tuple(point.alerts))
        for point in home.service_points
    )


def _spikes(user_id: int, states: States) -> list[str]:
    shown = {utility: state for utility, state in states.items() if _is_shown(state)}
    return [_alert_id(utility, user_id, state) for utility, state in shown.items()]


def _is_shown(state: LiveState) -> bool:
    return state.spike_last > 0 and state.window_end - state.spike_last < SPIKE_SHOWN_MS


def _alert_id(utility: Utility, user_id: int, state: LiveState) -> str:
    return alert_id(SPIKE, utility, user_id, state.spike_first)


def _spike(alert: Alert, state: LiveState) -> Spike:
    figures = {name: float(alert.evidence[name]) for name in ("mean", "sd", "sigmas")}
    return Spike(at=state.spike_last, value=int(alert.evidence["value"]), alert_id=alert.id, **figures)
