"""Which tables hold results, and dropping them with all that Redis holds of a namespace."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

from redis import Redis
from sqlalchemy import Engine, Table, text

from contract import tables
from contract.settings import Settings

ROOTS = ("runs", "bills", "bill_outlooks", "tariff_costs", "unbilled_periods")
"""Results, as is every table with a foreign key to one; others hold what people wrote, and nothing makes it again."""
KEYS_AT_ONCE = 5_000
OF_A_NAMESPACE = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*:")


def result_tables() -> list[Table]:
    """All tables that a rebuild empties, each after those that it refers to."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    found: dict[str, Table] = {}
    for table in tables.metadata.sorted_tables:
        if table.name in ROOTS or any(key.column.table.name in found for key in table.foreign_keys):
            found[table.name] = table
    return list(found.values())


def empty_tables(database: Engine) -> None:
    """Empties the result tables; what was cut short is done again by the next call."""
    with database.begin() as connection:
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        try:
            for table in result_tables():
                connection.execute(text(f"TRUNCATE TABLE `{table.name}`"))
        finally:
            connection.execute(text("SET FOREIGN_KEY_CHECKS = 1"))


def empty_redis(settings: Settings) -> int:
    """Deletes this namespace's keys and no other's; gives how many. Raises redis.RedisError."""
    deleted = 0
    with Redis(host=settings.host, port=settings.redis_port, socket_timeout=60) as redis:
        for keys in _own_keys(redis, settings.redis_prefix()):
            deleted += redis.unlink(*keys)
    return deleted


def _own_keys(redis: Redis, prefix: bytes) -> Iterator[list[bytes]]:
    pile: list[bytes] = []
    for key in redis.scan_iter(match=prefix + b"*", count=KEYS_AT_ONCE):
        if prefix or not OF_A_NAMESPACE.match(key):
            pile.append(key)
        if len(pile) == KEYS_AT_ONCE:
            yield pile
            pile = []
    if pile:
        yield pile
