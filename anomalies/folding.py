"""One cause, one alert: what another episode of the same service point explains is folded into it."""

from __future__ import annotations

from collections.abc import Iterable

from anomalies.detectors.episode import Episode
from contract.alerts import Kind
from contract.utilities import Utility
from contract.windows import HOUR_MS

NEAR_MS = HOUR_MS  # of episodes that begin or end about one time
FOREVER = 2**62
SHIFTS = {Kind.LEVEL_SHIFT, Kind.UNUSUAL}
RESTS = {Kind.STUCK, Kind.ZERO_RUN}
EXPLAINS = {
    Kind.OUTAGE: {Kind.SILENT} | RESTS | SHIFTS,
    Kind.LEAK: {Kind.NIGHT_FLOW} | SHIFTS,
    Kind.REVERSE_FLOW: RESTS | SHIFTS,
    Kind.STUCK: {Kind.ZERO_RUN} | SHIFTS,
    Kind.ZERO_RUN: SHIFTS,
    Kind.NIGHT_FLOW: SHIFTS,
    Kind.GAS_IN_SUMMER: SHIFTS,
    Kind.LEVEL_SHIFT: {Kind.UNUSUAL},
}

Causes = dict[tuple[Utility, int], list[Episode]]


def folded(episodes: Iterable[Episode]) -> list[Episode]:
    """Those that no other explains. An outage explains its members' meters of its own utility."""
    told = list(episodes)
    causes: Causes = {}
    for episode in (each for each in told if each.opens):
        for user in episode.members or (episode.user_id,):
            causes.setdefault((episode.utility, user), []).append(episode)
    return [each for each in told if each.members or not _explained(each, causes.get((each.utility, each.user_id), []))]


def _explained(episode: Episode, others: list[Episode]) -> bool:
    return any(_explains(other.kind, episode.kind) and _overlap(episode, other) for other in others)


def _explains(one: Kind, other: Kind) -> bool:
    """That a model finds it unusual says less than any other kind."""
    return other in EXPLAINS.get(one, ()) or (other is Kind.UNUSUAL and one is not Kind.UNUSUAL)


def _overlap(one: Episode, other: Episode) -> bool:
    ends = [FOREVER if each.end is None else each.end + NEAR_MS for each in (one, other)]
    return one.start < ends[1] and other.start < ends[0]
