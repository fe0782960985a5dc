"""What has to be reached."""

from __future__ import annotations

from collections.abc import Iterator

from contract.alerts import Kind
from tests.score.scoring import Result

PRECISION, WEEKLY, MONTHLY, EVERY_KIND, LEAKS = 0.92, 0.90, 0.75, 0.80, 0.90
LIVE_PRECISION = {Kind.SPIKE: PRECISION, Kind.LEVEL_SHIFT: EVERY_KIND}  # as the live layer seeks them
LIVE_FALSE = 0.1  # of each of these a meter-month, at the criterion as it is set


def missed(result: Result) -> list[str]:
    """A phrase for each gate that was not reached."""
    return list(_missed(result))


def _missed(result: Result) -> Iterator[str]:
    leaks, of = result.leaks
    wanted = (
        ("average precision", result.precision, PRECISION),
        ("event recall at one false alarm a meter-week", result.weekly, WEEKLY),
        ("event recall at one false alarm a meter-month", result.monthly, MONTHLY),
        ("share of leaks found within 48 h", leaks / of if of else 0.0, LEAKS),
    )
    yield from (f"{name} is {value:.3f}, below {gate:.2f}" for name, value, gate in wanted if value < gate)
    for kind, each in result.kinds.items():
        for name, value in (("average precision", each.precision), ("event recall", each.weekly)):
            if value < EVERY_KIND:
                yield f"{name} of {kind} is {value:.3f}, below {EVERY_KIND:.2f}"
    for kind, found in result.live.items():
        yield from _live(kind, found)


def _live(kind: Kind, found: Result) -> Iterator[str]:
    """Of a kind as the live layer seeks it."""
    wanted = (
        ("average precision", found.precision, LIVE_PRECISION[kind]),
        ("event recall at one false alarm a meter-week", found.weekly, WEEKLY),
        ("event recall at one false alarm a meter-month", found.monthly, MONTHLY),
    )
    for name, value, gate in wanted:
        if value < gate:
            yield f"{name} of {kind}, live, is {value:.3f}, below {gate:.2f}"
    if found.as_set[1] > LIVE_FALSE:
        yield f"false alarms of {kind}, live, are {found.as_set[1]:.3f} a meter-month, above {LIVE_FALSE:.2f}"
