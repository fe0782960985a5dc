"""Reading the archive of topics that have one partition: corrections, weather."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow.parquet as pq

from batch_job.store import Store
from contract.master_data import RawObject, cover, parse_key
from contract.topics import CORRECTIONS, WEATHER, Topic

AT_ONCE = 8  # objects


@dataclass(frozen=True)
class Small:
    """First offsets of these topics that a settlement does not take."""

    corrections: int = 0
    weather: int = 0


NOTHING_SMALL = Small()


def archived(store: Store) -> Small:
    """All that the archive holds. Raises StoreAwayError."""
    return Small(_archived_to(store, CORRECTIONS), _archived_to(store, WEATHER))


def _archived_to(store: Store, topic: Topic) -> int:
    return max((raw.last + 1 for raw in _objects(store, topic)), default=0)


def messages(store: Store, topic: Topic, stop: int, hour: str = "") -> Iterator[tuple[int, bytes]]:
    """Offset and value of each message before `stop`, from the first object of arrival hour `hour` on.

    Raises HoleError and StoreAwayError.
    """
    raws = [raw for raw in _objects(store, topic) if raw.hour >= hour and raw.first < stop]
    if not raws:
        return
    begin = min(raw.first for raw in raws)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        chosen = cover(raws, begin, stop)
        bodies = pool.map(lambda raw: store.get(raw.key("")), chosen)
        for raw, body in zip(chosen, bodies, strict=True):
            table = pq.read_table(io.BytesIO(body), columns=["offset", "value"])
            for offset, value in zip(table["offset"].to_pylist(), table["value"].to_pylist(), strict=True):
                if begin <= offset < stop:
                    yield offset, value
            begin = raw.last + 1


def _objects(store: Store, topic: Topic) -> list[RawObject]:
    return [raw for key, _, _ in store.list(f"raw/{topic.name}/") if (raw := parse_key(key))]
