"""Answers are kept for a while, and for longer while the database is away."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from api.kept import Kept


class Database:
    """Counts reads, and can be away."""

    def __init__(self) -> None:
        self.now, self.reads, self.away = 0, 0, False

    def read(self, key: str) -> str:
        if self.away:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        self.reads += 1
        return f"{key}{self.reads}"


def test_a_value_is_read_again_when_it_is_old() -> None:
    database = Database()
    kept = Kept(database.read, lambda: database.now, 100)
    assert [kept.get("a"), kept.get("a"), kept.get("b")] == ["a1", "a1", "b2"]
    database.now = 100
    assert kept.fresh("a") is None
    assert kept.get("a") == "a3"


def test_an_old_value_bridges_an_outage_but_not_for_ever() -> None:
    database = Database()
    kept = Kept(database.read, lambda: database.now, 100, away_ms=1000)
    kept.get("a")
    database.away, database.now = True, 999
    assert kept.get("a") == "a1"
    database.now = 1000
    with pytest.raises(OperationalError):
        kept.get("a")
