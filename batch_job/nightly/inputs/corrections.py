"""Corrections out of the archive, and those that a run takes, frozen beside its results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import structlog
from sqlalchemy import Connection, select

from batch_job.nightly.inputs import facts
from batch_job.nightly.inputs.small_topics import messages
from batch_job.store import Store
from contract.corrections import Correction, CorrectionError, counting, read_correction
from contract.reading import Reading
from contract.tables.registry import users
from contract.topics import CORRECTIONS

log = structlog.get_logger()

SCHEMA = pa.schema({"utility": pa.string(), **{name: pa.int64() for name in Reading._fields}})
USERS_A_QUERY = 1_000


@dataclass(frozen=True)
class Told:
    """A correction, and its offset in the topic."""

    offset: int
    correction: Correction


def told(store: Store, stop: int) -> list[Told]:
    """All corrections before offset `stop`, in order; what is none is said in the log. Raises HoleError."""
    return [each for offset, value in messages(store, CORRECTIONS, stop) for each in _read(offset, value)]


def _read(offset: int, value: bytes) -> Iterator[Told]:
    try:
        yield Told(offset, read_correction(value))
    except CorrectionError as error:
        log.warning("passed over what is no correction", offset=offset, reason=str(error))


def of_zone(connection: Connection, told: list[Told], zone: str, since: int) -> list[Correction]:
    """Those that count of a zone's service points, and are of later than `since` (UTC ms)."""
    later = [each.correction for each in told if each.correction.reading.at > since]
    at_home = zones_of(connection, (each.reading.user_id for each in later))
    return counting(each for each in later if at_home.get(each.reading.user_id) == zone)


def as_table(taken: list[Correction]) -> pa.Table:
    """SCHEMA."""
    return pa.Table.from_pylist([{"utility": each.utility, **each.reading._asdict()} for each in taken], SCHEMA)


def frozen(store: Store, run_id: int) -> pa.Table:
    """What a run took: SCHEMA, of all utilities; no rows where it took none. Raises StoreAwayError."""
    return facts.taken(store, run_id, facts.CORRECTIONS, SCHEMA)


def zones_of(connection: Connection, user_ids: Iterable[int]) -> dict[int, str]:
    """The zone of each of these users that the registry knows."""
    wanted = sorted(set(user_ids))
    found: dict[int, str] = {}
    for begin in range(0, len(wanted), USERS_A_QUERY):
        chosen = users.c.user_id.in_(wanted[begin : begin + USERS_A_QUERY])
        found |= {
            row.user_id: row.zone for row in connection.execute(select(users.c.user_id, users.c.zone).where(chosen))
        }
    return found
