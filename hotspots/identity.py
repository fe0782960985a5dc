"""The same hotspot from window to window: what shares members or lies where one lay keeps its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from contract.hotspot_view import Hotspot, Kind, State
from hotspots.earth import km_between
from hotspots.found import Found

GRACE = 3  # windows that a hotspot outlives without being found
STEP = 0.3  # of the way that level and anchor go with each window
GROWN, SHRUNK = 1.2, 0.8  # against the level
MOVED = 0.5  # of the reach
MOST_MEMBERS = 500  # kept of each; of records the newest, which stay in the window longest


def follow(
    before: Sequence[Hotspot], found: Sequence[Found], window_end: int, layer: tuple[Kind, str | None], reach_km: float
) -> list[Hotspot]:
    """The hotspots of a layer after a window: those found, and those that are missed for a while, fading.

    Two are the same if they share members or their middles lie within `reach_km`; the most alike are matched first.
    """
    pairs = _matched(before, found, reach_km)
    told = [
        _again(before[pairs[place]], each, reach_km) if place in pairs else _first(each, place, window_end, layer)
        for place, each in enumerate(found)
    ]
    missed = [replace(each, state=State.FADING, missed=each.missed + 1) for each in _left(before, pairs)]
    return told + [each for each in missed if each.missed <= GRACE]


def _matched(before: Sequence[Hotspot], found: Sequence[Found], reach_km: float) -> dict[int, int]:
    """The place in `before` of each place in `found` that was there; each of both at most once."""
    likes = [
        (-likeness, old.since, old.id, new_place, old_place)
        for old_place, old in enumerate(before)
        for new_place, new in enumerate(found)
        if (likeness := _likeness(old, new, reach_km)) > 0
    ]
    pairs: dict[int, int] = {}
    for _, _, _, new_place, old_place in sorted(likes):
        if new_place not in pairs and old_place not in pairs.values():
            pairs[new_place] = old_place
    return pairs


def _likeness(old: Hotspot, new: Found, reach_km: float) -> float:
    shared = len(set(old.members) & set(new.members)) / max(min(len(old.members), len(new.members)), 1)
    apart = km_between((old.lat, old.lon), (new.lat, new.lon))
    return shared + max(1 - apart / reach_km, 0.0)


def _left(before: Sequence[Hotspot], pairs: dict[int, int]) -> list[Hotspot]:
    taken = set(pairs.values())
    return [each for place, each in enumerate(before) if place not in taken]


def _first(found: Found, place: int, window_end: int, layer: tuple[Kind, str | None]) -> Hotspot:
    kind, utility = layer
    name = "-".join([kind, *([utility] if utility else []), str(window_end), str(place)])
    return Hotspot(
        **{**asdict(found), "members": found.members[-MOST_MEMBERS:]},
        id=name,
        kind=kind,
        utility=utility,
        state=State.NEW,
        since=window_end,
        level=float(found.points),
        anchor=(found.lat, found.lon),
        missed=0,
    )


def _again(old: Hotspot, found: Found, reach_km: float) -> Hotspot:
    anchor = tuple(round(a + STEP * (b - a), 5) for a, b in zip(old.anchor, (found.lat, found.lon), strict=True))
    return replace(
        old,
        **{**asdict(found), "members": found.members[-MOST_MEMBERS:]},
        state=_state(old, found, reach_km),
        level=round(old.level + STEP * (found.points - old.level), 3),
        anchor=(anchor[0], anchor[1]),
        missed=0,
    )


def _state(old: Hotspot, found: Found, reach_km: float) -> State:
    if km_between(old.anchor, (found.lat, found.lon)) > MOVED * reach_km:
        return State.MOVING
    if found.points > GROWN * old.level:
        return State.GROWING
    return State.FADING if found.points < SHRUNK * old.level else State.STEADY
