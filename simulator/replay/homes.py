"""The homes of files: their numbers, which stay the same from file to file, and their rows in the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, select

from contract.registry import BLOCK_SIZE, Block, block_of
from contract.tables.registry import counties, meters, service_points, users
from contract.utilities import Utility
from simulator.enrol.rows import Rows
from simulator.replay.problem import ReplayError

COUNTY = 0  # no real county has this number
LONGEST_NAME = 64
GREATEST = 2**26 - 1  # beyond it meters would share their numbers


@dataclass(frozen=True)
class Registered:
    """What a namespace knows already: numbers by name, the zone, blocks of other users, since when meters supply."""

    homes: dict[str, int] = field(default_factory=dict)
    zone: str | None = None
    other_blocks: frozenset[int] = frozenset()
    supplied: dict[tuple[int, str], int] = field(default_factory=dict)


def registered(connection: Connection) -> Registered:
    """Reads it from the tables."""
    known = connection.execute(select(users.c.name, users.c.user_id, users.c.county)).all()
    zone = connection.execute(select(counties.c.zone).where(counties.c.county == COUNTY)).scalar()
    points = connection.execute(select(service_points)).all()
    return Registered(
        {name: user_id for name, user_id, county in known if county == COUNTY},
        zone,
        frozenset(block_of(user_id) for _, user_id, county in known if county != COUNTY),
        {(point.user_id, point.utility): point.supply_from for point in points},
    )


def number(names: Sequence[str], known: Registered, zone: str, first: int) -> list[int]:
    """The user numbers of homes: as they were, or the next free ones from `first`. Raises ReplayError."""
    if known.zone not in (None, zone):
        raise ReplayError(f"The homes replayed here are in {known.zone}; replay those of {zone} in another namespace.")
    if wrong := [name for name in names if not 0 < len(name) <= LONGEST_NAME]:
        raise ReplayError(
            f"A home is named by 1 to {LONGEST_NAME} characters, not {wrong[0]!r}; check the user column."
        )
    taken = set(known.homes.values())
    found: list[int] = []
    candidate = first
    for name in names:
        while name not in known.homes and candidate in taken:
            candidate += 1
        found.append(known.homes.get(name, candidate))
        taken.add(found[-1])
    _check(found, known, first)
    return found


def _check(found: list[int], known: Registered, first: int) -> None:
    if first < 1 or max(found) > GREATEST:
        raise ReplayError(
            f"User numbers from {first} on do not work; choose --first-user-id from 1 to {GREATEST // 2}."
        )
    if known.other_blocks & {block_of(user_id) for user_id in found}:
        raise ReplayError(
            f"Users {min(found)} to {max(found)} would share blocks of {BLOCK_SIZE} with others; "
            "choose a greater --first-user-id, or another namespace."
        )


def blocks(user_ids: Iterable[int], zone: str) -> list[Block]:
    """The blocks that hold these users."""
    return [Block(block, COUNTY, zone) for block in sorted({block_of(user_id) for user_id in user_ids})]


def rows(
    homes: dict[str, int], meter_ids: Sequence[int], since: dict[int, int], utility: Utility, zone: str
) -> list[tuple[Table, Rows]]:
    """Registry rows of numbered homes in order; `since` tells per user from when (UTC ms) its meter supplies."""
    place = {"county": COUNTY, "zone": zone, "lat": 0.0, "lon": 0.0}
    person = {**place, "kind": "home", "feeder_id": None}
    point = {"utility": utility.name}
    dial = {**point, "register_digits": utility.register_digits, "fitted_to": None}
    return [
        (counties, [{**place, "name": "Replayed", "state": ""}]),
        (users, [{**person, "user_id": user_id, "name": name} for name, user_id in homes.items()]),
        (service_points, [{**point, "user_id": each, "supply_from": since[each]} for each in homes.values()]),
        (
            meters,
            [
                {**dial, "meter_id": meter_id, "user_id": user_id, "fitted_from": since[user_id]}
                for user_id, meter_id in zip(homes.values(), meter_ids, strict=True)
            ],
        ),
    ]
