"""Logins, and whose homes they see since when, in MySQL."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select

from contract.roles import Role
from contract.tables.access import accounts, home_accesses, occupancies

ALWAYS = 2**62


@dataclass(frozen=True)
class Account:
    """A login with the hash of its password."""

    name: str
    password_hash: str
    role: Role


@dataclass(frozen=True)
class Occupancy:
    """Who lives in a home sees it from `start` to `end`, in UTC ms."""

    user_id: int
    start: int
    end: int


class Accounts:
    """Reads of accounts and occupancies; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, name: str) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
        return Account(row.name, row.password_hash, Role(row.role)) if row else None

    def occupancies(self, name: str) -> list[Occupancy]:
        """All periods of occupancy of an account, in order of user and time."""
        wanted = select(occupancies).where(occupancies.c.account == name)
        ordered = wanted.order_by(occupancies.c.user_id, occupancies.c.occupied_from)
        with self._engine.connect() as connection:
            rows = connection.execute(ordered).all()
        return [
            Occupancy(row.user_id, row.occupied_from, ALWAYS if row.occupied_to is None else row.occupied_to)
            for row in rows
        ]

    def log_access(self, at: int, account: str, user_id: int, reason: str) -> None:
        """Keeps who looked at a home, when (UTC ms) and why."""
        values = {"at": at, "account": account, "user_id": user_id, "reason": reason}
        with self._engine.begin() as connection:
            connection.execute(home_accesses.insert().values(values))
