"""What is measured, exactly.

*Scored span*: the case's days after its quiet ones. *Accepted*: an event is found by alarms of its own kind (a zero
run also by `stuck`: where a home never rests that is the kind's name for it).

*Average precision* of a kind, as scikit-learn's average_precision_score has it (the sum over thresholds of precision
times the step in recall, without interpolation): a sample is a service point (of a utility that has the kind) and a
day of 24 h from the case's beginning (UTC); its score the day's greatest of the accepted kinds. Positive: an event of
the kind fills at least 18 hours of it, or holds at least half of its own length in it. Negative: no event, and none
within a day, of the kind or that excuses it. Other days are no sample: whether a detector names the first hours of a
shift is not what is asked. The figure of all kinds is their mean.

*Alarm* at a threshold: a run of hours of one service point and kind whose score reaches it; runs less than 30 hours
apart are one (a leak seen each night is one alarm). It is *explained* if at least half of its hours lie within an
event that accepts or excuses its kind, or within a day of one. An alarm that is not explained, of any kind, is
*false*; every member of a false outage counts.

*Event recall at a budget*: one threshold for all kinds, from 0.3 on, at which false alarms of all kinds together are at
most so many a service point and week (or 30 days), and of those the one that finds most; the share of events of which
an explained and accepted alarm holds some hour (the hour before and after count too). An outage is one event, found if
half of its members' are.

*Leaks found within 48 h*: events of at least 0.3 l/min that last so long; found if the leak detector, given the
history up to 48 h after the leak's beginning and no more, opens an episode in them.

*level_shift, live* and *spike, live*: the same for one kind alone, beside the medians that the batch made of the six
weeks before each day. Level shifts as the watcher seeks them: every hour, in the 95 h of a ring; an hour's score is the
highest that any look gave it. Spikes as the stream does: each window held against the peaks of its hour of the week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from anomalies.history import Array
from contract.alerts import Kind
from contract.windows import HOUR_MS
from tests.score.events import Event
from tests.score.findings import Scores

HOURS_A_DAY = 24
FILLS = 18  # hours of a day


@dataclass(frozen=True)
class Scored:
    """A fleet's scores and events. `start` and `hours` are of the score columns, `quiet` of them unscored.

    `live`: scores of spikes and level shifts as the live layer has them; `scores` are of detectors that see all days.
    """

    start: int
    hours: int
    quiet: int
    users: dict[str, list[int]]
    scores: Scores
    events: list[Event]
    live: Scores = field(default_factory=dict)

    @property
    def meter_weeks(self) -> float:
        return sum(map(len, self.users.values())) * (self.hours - self.quiet) / (7 * HOURS_A_DAY)

    def row(self, event: Event) -> int:
        return self.users[event.point[0]].index(event.point[1])

    def span(self, event: Event, around: int = 0) -> slice:
        """Its hours, and so many before and after."""
        first = (event.start - self.start) // HOUR_MS - around
        stop = -(-(event.end - self.start) // HOUR_MS) + around
        return slice(min(max(first, 0), self.hours), max(min(stop, self.hours), 0))

    def own(self, kind: Kind | None = None) -> list[Event]:
        """Events that somebody has to find, in the scored span."""
        last = self.start + self.hours * HOUR_MS
        named = (each for each in self.events if each.kind and each.start < last)
        return [each for each in named if kind in (None, each.kind)]

    @cached_property
    def explained(self) -> dict[tuple[str, Kind], Array]:
        """By utility and kind of alarm, the hours in which an alarm is explained."""
        return {(utility, kind): self.mask(utility, kind, HOURS_A_DAY) for utility, kind in self.scores}

    def mask(self, utility: str, kind: Kind, around: int) -> Array:
        """Hours (points, hours) within events that accept or excuse alarms of a kind."""
        covered = np.zeros((len(self.users[utility]), self.hours), bool)
        for event in self.events:
            if event.point[0] == utility and kind in event.accepted | event.excused:
                covered[self.row(event), self.span(event, around)] = True
        return covered


def samples(scored: Scored, kind: Kind) -> tuple[Array, Array]:
    """Truth and score of a kind's service point days."""
    truths, values = [np.zeros(0, bool)], [np.zeros(0)]
    for utility in {utility for utility, each in scored.scores if each is kind}:
        score, positive, negative = _days(scored, utility, kind)
        truths.append(positive[positive | negative])
        values.append(score[positive | negative])
    return np.concatenate(truths), np.concatenate(values)


def _days(scored: Scored, utility: str, kind: Kind) -> tuple[Array, Array, Array]:
    """By service point and scored day: score, whether positive, whether negative."""
    own = [event for event in scored.own(kind) if event.point[0] == utility]
    accepted = frozenset({kind}).union(*(event.accepted for event in own))
    hourly = np.max([scored.scores[utility, each] for each in accepted if (utility, each) in scored.scores], axis=0)
    filled, odd = np.zeros((2, *hourly.shape), bool)
    positive = np.zeros((len(hourly), hourly.shape[1] // HOURS_A_DAY), bool)
    for event in own:
        filled[scored.row(event), scored.span(event)] = True
        span = scored.span(event)
        hours = np.zeros(scored.hours, bool)
        hours[span] = True
        needed = min(FILLS, max((span.stop - span.start) / 2, 1))
        positive[scored.row(event)] |= _by_day(hours[None])[0].sum(axis=-1) >= needed
    for each in accepted & {kind for name, kind in scored.scores if name == utility}:
        odd |= scored.explained[utility, each]
    negative: Array = np.logical_not(_by_day(odd | filled).any(axis=-1))
    first = scored.quiet // HOURS_A_DAY
    return _by_day(hourly).max(axis=-1)[:, first:], positive[:, first:], negative[:, first:]


def _by_day(hourly: Array) -> Array:
    days = hourly.shape[1] // HOURS_A_DAY
    parted: Array = hourly[:, : days * HOURS_A_DAY].reshape(len(hourly), days, HOURS_A_DAY)
    return parted
