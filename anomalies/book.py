"""The alerts that are known, and what new episodes make of them: opened, updated or cleared; each told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from anomalies.detectors.episode import Episode
from anomalies.judging import Prices, new_alert
from contract.alerts import Alert, Kind, Place
from contract.utilities import Utility
from contract.windows import DAY_MS, HOUR_MS

KNOWN_MS = 5 * DAY_MS  # longer than the live view remembers, so that nothing that ended is raised anew
NEAR_MS = HOUR_MS  # an episode seen anew may seem to begin or end this much beside
UPDATE_MS = HOUR_MS  # evidence alone moves an alert no more often
FOREVER = 2**62

Subject = tuple[Kind, str, str]
"""Kind, utility's letter, and user or place, as ids have them."""

Scope = set[tuple[Kind, Utility]]
Finder = Callable[[Episode], Place | None]


def subject_of(alert: Alert) -> Subject:
    kind, letter, who, _ = alert.id.split("-")
    return Kind(kind), letter, who


class Book:
    """Open alerts and those that ended lately; nobody knows any more of what ended up to `forgotten` (UTC ms)."""

    def __init__(self, alerts: Iterable[Alert], prices: Prices, forgotten: int = 0) -> None:
        self._prices, self._forgotten = prices, forgotten
        self._known: dict[Subject, list[Alert]] = {}
        for alert in alerts:
            self._known.setdefault(subject_of(alert), []).append(alert)

    def lasting(self, kind: Kind, utility: Utility) -> list[Alert]:
        """The open alerts of a kind."""
        return [
            alert
            for subject, alerts in self._known.items()
            if subject[:2] == (kind, utility.letter)
            for alert in alerts
            if alert.end is None
        ]

    def bring_up(self, episodes: Iterable[Episode], scope: Scope, now: int, place_of: Finder) -> list[Alert]:
        """What changed. `scope`: what was judged, so an open alert of it that is no more found has ended by `now`."""
        changed: list[Alert] = []
        met: set[str] = set()
        for episode in episodes:
            before = self._match(episode)
            if before is None and not self._may_raise(episode):
                continue
            after = self._after(episode, before, now, place_of)
            met.add(after.id)
            if after is not before:
                changed.append(after)
                self._put(after)
        changed += self._cleared(scope, met, now)
        self._forget(now)
        return changed

    def _may_raise(self, episode: Episode) -> bool:
        """What would be forgotten at once would be raised again with every look."""
        end = FOREVER if episode.end is None else episode.end
        return episode.opens and end > self._forgotten + NEAR_MS

    def _after(self, episode: Episode, before: Alert | None, now: int, place_of: Finder) -> Alert:
        if before is None:
            return new_alert(episode, self._prices, place_of(episode), now)
        if before.end is not None and episode.end is not None:
            return before  # it may look smaller while it leaves the ring
        whole = _from(before.start, episode, now)
        grown = replace(new_alert(whole, self._prices, before.place, now), id=before.id)
        turned = (grown.end is None) != (before.end is None) or grown.severity != before.severity
        members = grown.members != before.members
        moved = replace(grown, updated=before.updated) != before and now - before.updated >= UPDATE_MS
        return grown if now >= before.updated and (turned or members or (moved and before.end is None)) else before

    def _match(self, episode: Episode) -> Alert | None:
        """The alert of the same that overlaps; the latest, if there are several."""
        subject = (episode.kind, episode.utility.letter, episode.where or str(episode.user_id))
        end = FOREVER if episode.end is None else episode.end + NEAR_MS
        fitting = [
            alert
            for alert in self._known.get(subject, ())
            if alert.start < end and episode.start <= (FOREVER if alert.end is None else alert.end + NEAR_MS)
        ]
        return max(fitting, key=lambda alert: alert.start, default=None)

    def _cleared(self, scope: Scope, met: set[str], now: int) -> list[Alert]:
        judged = {(kind, utility.letter) for kind, utility in scope}
        ended = [
            replace(alert, end=max(now, alert.start), updated=now)
            for subject, alerts in self._known.items()
            if subject[:2] in judged
            for alert in alerts
            if alert.end is None and alert.id not in met and alert.updated <= now
        ]
        for alert in ended:
            self._put(alert)
        return ended

    def _put(self, alert: Alert) -> None:
        others = [each for each in self._known.get(subject_of(alert), []) if each.id != alert.id]
        self._known[subject_of(alert)] = [*others, alert]

    def _forget(self, now: int) -> None:
        kept = {
            subject: [each for each in alerts if each.end is None or each.end > now - KNOWN_MS]
            for subject, alerts in self._known.items()
        }
        self._known = {subject: alerts for subject, alerts in kept.items() if alerts}


def _from(start: int, episode: Episode, now: int) -> Episode:
    """The episode since it began, where its beginning has left the ring: at the rate at which it went on."""
    end = now if episode.end is None else episode.end
    if episode.start <= start or end <= episode.start:
        return replace(episode, start=start)
    amount = None if episode.amount is None else episode.amount * (end - start) / (end - episode.start)
    hours = {"hours": round((end - start) / HOUR_MS, 2)} if "hours" in episode.evidence else {}
    return replace(episode, start=start, amount=amount, evidence={**episode.evidence, **hours})
