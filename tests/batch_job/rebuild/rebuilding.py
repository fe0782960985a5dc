"""What a namespace tells people, before and after it was dropped and made again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pyarrow.parquet as pq
from redis import Redis
from rich.progress import Progress
from sqlalchemy import Engine, Table, insert, select

from batch_job.archive.closings import topic_of
from batch_job.nightly.publishing import manifests
from batch_job.rebuild.rebuild import Rebuilt, rebuild
from batch_job.rebuild.results import empty_tables
from batch_job.store import open_store
from contract.master_data import cover, parse_key
from contract.settings import Settings
from contract.tables.batch_view import horizons, reconciled_homes, reconciliations, runs, usage_days
from contract.tables.bills import bill_lines, bills
from contract.tables.tariffs import billing_cycles, tariff_assignments
from contract.topics import partition_of
from tests.batch_job.billing.ledger import PLAIN, put_tariff
from tests.batch_job.nightly.nightlife import HOMES

TOLD = (usage_days, horizons, bills, bill_lines, reconciliations, reconciled_homes, runs)
WHEN_PRICED = ("priced_at",)


def put_prices(database: Engine) -> None:
    """One tariff for everybody's electricity; a period ends within the days that are settled."""
    put_tariff(database, "plain", PLAIN)
    start = {"valid_from": date(2020, 1, 1), "version": 1, "tariff_id": "plain"}
    points = [{"utility": "electricity", "user_id": user} for user in HOMES]
    with database.begin() as connection:
        connection.execute(insert(tariff_assignments), [{**each, **start} for each in points])
        connection.execute(insert(billing_cycles), [{**each, "billing_day": 8} for each in points])


def told(database: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of TOLD, but for the moments at which bills were priced."""
    return {table.name: _rows(database, table) for table in TOLD}


def forge(settings: Settings, run_id: int) -> None:
    """Has the record of a run say another checksum."""
    store = open_store(settings)
    record = next(each for each in manifests.kept(store) if each.run_id == run_id)
    key = next(key for key, _, _ in store.list(manifests.FOLDER) if f"{run_id:09d}" in key)
    store.put(key, manifests.write(manifests.Manifest({**record.run, "checksum": "0" * 64}, record.observed)))


def lose_and_rebuild(settings: Settings, database: Engine) -> Rebuilt:
    """As if the database had lost everything but what people wrote; Redis holds a stray key, and one of others."""
    empty_tables(database)
    stray, other = settings.redis_prefix() + b"he\x00\x00:\x01", b"another:key"
    with Redis(host=settings.host, port=settings.redis_port) as redis, Progress(disable=True) as progress:
        redis.mset({stray: b"of an older version", other: b"not ours"})
        found = rebuild(settings, 0, progress)
        assert redis.get(stray) is None
        assert redis.getdel(other) == b"not ours"
    return found


def _rows(database: Engine, table: Table) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in WHEN_PRICED]
    with database.connect() as connection:
        found = connection.execute(select(*columns).order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


def kept_closings(settings: Settings, utility: str, user: int) -> set[tuple[int, int]]:
    """Instants and registers that the archive keeps of what the live view said; their intervals have no hole."""
    store = open_store(settings)
    listed = (parse_key(key) for key, _, _ in store.list(f"raw/{topic_of(utility)}/"))
    raws = [raw for raw in listed if raw and raw.partition == partition_of(user, settings.partitions)]
    chosen = cover(raws, min(raw.first for raw in raws), 1 + max(raw.last for raw in raws))
    rows = [row for raw in chosen for row in pq.read_table(io.BytesIO(store.get(raw.key("")))).to_pylist()]
    return {(row["at"], row["register"]) for row in rows if row["user_id"] == user}
