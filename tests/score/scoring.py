"""From cases to results: each fleet in a process of its own, then the measures over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from sklearn.metrics import average_precision_score

from anomalies.criteria import criteria_of
from anomalies.history import Array
from contract.alerts import Kind
from contract.settings import Settings
from contract.utilities import WATER
from contract.windows import DAY_MS, INTERVAL_MS
from tests.score.alarms import LOWEST, MONTH_WEEKS, Point, at_budget, curve, whole
from tests.score.events import events
from tests.score.findings import scores
from tests.score.fleet import begin, country_of
from tests.score.heard import hear
from tests.score.leaks import leaks_found
from tests.score.live import LIVE, alone, live_scores
from tests.score.measures import HOURS_A_DAY, Scored, samples
from tests.score.seeds import Case
from tests.score.view import views

KINDS: tuple[Kind, ...] = tuple(kind for kind in Kind if kind is not Kind.UNUSUAL)
THRESHOLDS = np.geomspace(LOWEST, 30.0, 60).tolist()


@dataclass(frozen=True)
class OfKind:
    """What was measured of one kind."""

    events: int
    precision: float  # average precision
    weekly: float  # event recall at one false alarm a meter and week, at the common threshold
    monthly: float
    false: int  # false alarms of this kind at the monthly budget's threshold


@dataclass(frozen=True)
class Result:
    """What was measured of all cases."""

    cases: tuple[Case, ...]
    meter_weeks: float
    kinds: dict[Kind, OfKind]
    precision: float
    weekly: float
    monthly: float
    thresholds: tuple[float, float]
    as_set: tuple[float, float]  # recall and false alarms a meter and month at the criteria as they are set
    leaks: tuple[int, int]
    samples: dict[Kind, tuple[Array, Array]]
    live: dict[Kind, Result] = field(default_factory=dict)  # of one kind alone, as the live layer seeks it


def run(cases: Sequence[Case]) -> Result:
    """Generates, detects and measures."""
    with ProcessPoolExecutor(len(cases)) as pool:
        return measured(cases, list(pool.map(score, cases)))


def score(case: Case) -> tuple[Scored, tuple[int, int]]:
    """One fleet: its scores and events, and the leaks found of how many."""
    country, start = country_of(case), begin(case)
    seen = views(hear(country, start, case.days * DAY_MS // INTERVAL_MS))
    criteria = criteria_of(Settings())
    users = {view.history.utility.name: view.history.user_id.tolist() for view in seen}
    found, truth = scores(seen, criteria), events(country, start, start + case.days * DAY_MS)
    live = live_scores(country, seen, case, criteria)
    scored = Scored(start, case.days * HOURS_A_DAY, case.quiet_days * HOURS_A_DAY, users, found, truth, live)
    water = next(view.history for view in seen if view.history.utility is WATER)
    return scored, leaks_found(scored, water, criteria)


def measured(
    cases: Sequence[Case], found: Sequence[tuple[Scored, tuple[int, int]]], thresholds: Sequence[float] = THRESHOLDS
) -> Result:
    """The measures of all fleets together."""
    fleets = [scored for scored, _ in found]
    sought = [kind for kind in LIVE if any(scored.live and scored.own(kind) for scored in fleets)]
    points = curve(fleets, thresholds)
    week, month = at_budget(points, 1.0), at_budget(points, 1 / MONTH_WEEKS)
    [usual] = curve(fleets, [1.0])
    drawn = {kind: _together([samples(scored, kind) for scored in fleets]) for kind in KINDS}
    kinds = {kind: _of_kind(fleets, kind, drawn[kind], week, month) for kind in KINDS}
    occurred = {kind: each for kind, each in kinds.items() if each.events}
    total = sum(each.events for each in occurred.values())
    return Result(
        tuple(cases),
        sum(scored.meter_weeks for scored in fleets),
        dict(occurred),
        float(np.mean([each.precision for each in occurred.values()])),
        sum(week.found.values()) / total,
        sum(month.found.values()) / total,
        (week.threshold, month.threshold),
        (sum(usual.found.values()) / total, usual.false_a_week * MONTH_WEEKS),
        (sum(leaks for _, (leaks, _) in found), sum(of for _, (_, of) in found)),
        {kind: drawn[kind] for kind in occurred},
        {kind: measured(cases, [(alone(scored, kind), (0, 0)) for scored in fleets], thresholds) for kind in sought},
    )


def _together(each: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    truths, values = zip(*each, strict=True)
    return np.concatenate(truths), np.concatenate(values)


def _of_kind(fleets: list[Scored], kind: Kind, drawn: tuple[Array, Array], week: Point, month: Point) -> OfKind:
    count = sum(whole(scored, scored.own())[kind] for scored in fleets)
    precision = float(average_precision_score(*drawn)) if drawn[0].any() else 0.0
    share = max(count, 1)
    return OfKind(count, precision, week.found[kind] / share, month.found[kind] / share, month.false.get(kind, 0))
