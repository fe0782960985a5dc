"""Holes of the archive that a person has accepted, so that the nights go on without what was in them.

Key: <namespace>/lost/<topic>-<partition>-<first offset>-<last offset>, empty. They lie beside the archive, and not in
MySQL: later nights and a rebuild find the same hole, and every run's inputs name those that it met.
"""

from __future__ import annotations

from batch_job.nightly.inputs.report_log import Place
from batch_job.store import Store
from contract.master_data import Hole, HoleError, RawObject, holes

FOLDER = "lost/"


def accepted(store: Store, place: Place, found: list[Hole], *, accept: bool) -> list[Hole]:
    """The holes that were `found`, once all are accepted: before, or now. Raises HoleError and StoreAwayError."""
    if accept:
        for first, last in found:
            store.put(f"{_folder(place)}{first:012d}-{last:012d}", b"")
    known = _known(store, place) if found else []
    for first, last in [new for hole in found for new in holes(known, hole[0], hole[1] + 1)]:
        raise HoleError(
            f"Offsets {first} to {last} of {place[0]}-{place[1]} are in no archived object, and the archive does not "
            "take again what it has passed. Look whether this is the right bucket, and bring back what lacks; if it is "
            "lost for good, `python -m batch_job settle --accept-holes` settles without it."
        )
    return found


def _known(store: Store, place: Place) -> list[RawObject]:
    spans = (key.removeprefix(_folder(place)).split("-") for key, _, _ in store.list(_folder(place)))
    return [RawObject(*place, int(first), int(last), "") for first, last in spans]


def _folder(place: Place) -> str:
    return f"{FOLDER}{place[0]}-{place[1]:03d}-"
