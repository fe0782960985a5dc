"""The last windows of a watched home, with those marked that are part of an alert."""

from __future__ import annotations

from collections.abc import Sequence

from api.alert_feed import AlertFeed
from api.models import live as models
from api.trail_ring import SLOTS, TrailWindow
from api.trails import Trails
from contract.alerts import Alert, Kind
from contract.utilities import Utility

ALERTS_READ = 200  # more than there are in an hour of windows
NOT_OF_WINDOWS = (Kind.SILENT, Kind.OUTAGE)


class TrailBodies:
    """Bodies of trails; `window_ms` is the length of a live window."""

    def __init__(self, trails: Trails, alerts: AlertFeed, window_ms: int) -> None:
        self._trails, self._alerts, self._window_ms = trails, alerts, window_ms

    async def of(self, user_id: int) -> models.Trails:
        """What is kept of a home."""
        trails = await self._trails.read(user_id)
        alerts = [one for one in await self._alerts.of_user(user_id, ALERTS_READ) if one.kind not in NOT_OF_WINDOWS]
        points = [self._point(utility, windows, alerts) for utility, windows in trails.items() if windows]
        return models.Trails(user_id=user_id, window_ms=self._window_ms, most=SLOTS, service_points=points)

    def _point(self, utility: Utility, windows: Sequence[TrailWindow], alerts: Sequence[Alert]) -> models.Trail:
        own = [alert for alert in alerts if alert.utility == utility.name]
        bodies = [self._window(window, own) for window in windows]
        return models.Trail(utility=utility.name, unit_demand=utility.demand_unit, windows=bodies)

    def _window(self, window: TrailWindow, alerts: Sequence[Alert]) -> models.PastWindow:
        start, end = window.window_end - self._window_ms, window.window_end
        flagged = (one.id for one in alerts if one.start < end and (one.end is None or one.end > start))
        return models.PastWindow(
            window_end=end,
            n=window.n,
            mean=window.mean,
            sd=window.deviation,
            min=window.min,
            max=window.max,
            alert_id=next(flagged, None),
        )
