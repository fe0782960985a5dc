"""A hotspot keeps its id while it grows, moves and fades; another one gets another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from contract.hotspot_view import Hotspot, Kind, State
from hotspots.found import Found
from hotspots.identity import GRACE, follow

LAYER = (Kind.EVENTS, None)
REACH_KM = 10.0
KM = 1 / 111.2  # in degrees of latitude
WINDOW_MS = 10_000


def found(lat: float = 40.0, points: int = 20, members: tuple[str, ...] = ("a", "b")) -> Found:
    return Found(lat, -90.0, ([[lat, -90.0]],), points, 1.0, None, None, members)


def live(*windows: Sequence[Found]) -> list[Hotspot]:
    """What there is after these windows."""
    known: list[Hotspot] = []
    for number, each in enumerate(windows, 1):
        known = follow(known, each, number * WINDOW_MS, LAYER, REACH_KM)
    return known


def test_the_first_time_it_is_new() -> None:
    (spot,) = live([found()])
    assert (spot.state, spot.since, spot.id) == (State.NEW, WINDOW_MS, f"events-{WINDOW_MS}-0")


def test_what_stays_is_steady_and_what_grows_and_shrinks_says_so() -> None:
    (first,) = live([found()])
    for points, state in ((21, State.STEADY), (30, State.GROWING), (10, State.FADING)):
        (spot,) = live([found()], [found(points=points)])
        assert (spot.id, spot.state, spot.points) == (first.id, state, points)


def test_a_steady_one_soon_calls_its_new_size_usual() -> None:
    (spot,) = live([found()], *[[found(points=40)]] * 6)
    assert spot.state == State.STEADY


def test_one_that_moves_keeps_its_id_for_as_long_as_it_moves() -> None:
    places = [40 + step * 7 * KM for step in range(10)]
    (first,) = live([found(members=("0",))])
    (spot,) = live(*[[found(lat, members=(str(lat),))] for lat in places])
    assert (spot.state, spot.since) == (State.MOVING, first.since)
    assert spot.id == first.id


def test_shared_members_are_the_same_hotspot_however_far_its_middle_went() -> None:
    (spot,) = live([found(40.0)], [found(41.0)])
    assert (spot.since, spot.state) == (WINDOW_MS, State.MOVING)


def test_a_lost_one_fades_comes_back_or_is_gone() -> None:
    (first,) = live([found()])
    for windows in range(1, GRACE + 1):
        (spot,) = live([found()], *[[]] * windows)
        assert (spot.id, spot.state, spot.missed) == (first.id, State.FADING, windows)
        (back,) = live([found()], *[[]] * windows, [found()])
        assert (back.id, back.missed) == (first.id, 0)
    assert live([found()], *[[]] * (GRACE + 1)) == []


def test_two_far_apart_are_two_and_each_goes_its_way() -> None:
    one, other = found(40.0, members=("a",)), found(41.0, members=("b",))
    before = live([one, other])
    after = live([one, other], [replace(other, points=40), one])
    assert {spot.lat: spot.id for spot in before} == {spot.lat: spot.id for spot in after}
    assert {spot.lat: spot.state for spot in after} == {40.0: State.STEADY, 41.0: State.GROWING}


def test_when_one_splits_the_likelier_half_keeps_the_id() -> None:
    (whole,) = live([found(members=tuple("abcdefgh"))])
    near, far = found(40.0, members=tuple("abcdef")), found(40 + 9 * KM, members=tuple("gh"))
    parts = live([found(members=tuple("abcdefgh"))], [far, near])
    assert {spot.lat: spot.id == whole.id for spot in parts} == {near.lat: True, far.lat: False}


spots = st.lists(
    st.builds(
        lambda lat, points, members: found(40 + lat * KM, points, tuple(members)),
        st.integers(0, 60),
        st.integers(5, 50),
        st.sets(st.sampled_from("abcdefgh"), min_size=1).map(sorted),
    ),
    max_size=4,
)


@given(st.lists(spots, max_size=8))
def test_ids_are_never_shared_and_nothing_found_is_lost(windows: list[list[Found]]) -> None:
    known: list[Hotspot] = []
    for number, each in enumerate(windows, 1):
        before, known = known, follow(known, each, number * WINDOW_MS, LAYER, REACH_KM)
        assert len({spot.id for spot in known}) == len(known)
        shown = [spot for spot in known if spot.missed == 0]
        assert [(spot.lat, spot.points, spot.members) for spot in shown] == [
            (one.lat, one.points, one.members) for one in each
        ]
        kept = {spot.id for spot in known}
        assert all(spot.id in kept for spot in before if spot.missed < GRACE)
        assert all((spot.state == State.NEW) == (spot.since == number * WINDOW_MS) for spot in shown)
