"""The logins of a demonstration: one homeowner, an operator, an analyst and an administrator."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.mysql import insert

from api.passwords import Passwords
from contract.roles import Role
from contract.settings import Settings
from contract.tables.access import accounts, occupancies
from contract.tables.registry import users

NAMES = {"home": Role.HOMEOWNER, "operator": Role.OPERATOR, "analyst": Role.ANALYST, "admin": Role.ADMINISTRATOR}


class Refused(ValueError):
    """Accounts that must not, or cannot, be made; the message says why and what to do."""


@dataclass(frozen=True)
class DemoAccount:
    """A login with its password in the clear, to be printed once."""

    name: str
    role: Role
    password: str


def create(settings: Settings, engine: Engine, user_ids: Sequence[int], password: str | None) -> list[DemoAccount]:
    """Makes the logins, or gives them new passwords; the homeowner lives in `user_ids`. Raises Refused."""
    if settings.environment != "development":
        raise Refused("Demonstration logins are for development only; unset CONCORD_ENVIRONMENT, or add real accounts.")
    made = [DemoAccount(name, role, password or secrets.token_urlsafe(9)) for name, role in NAMES.items()]
    hasher = Passwords()
    hashes = {account.name: hasher.hash(account.password) for account in made}
    with engine.begin() as connection:
        _check_homes(connection, user_ids)
        for account in made:
            _put(connection, account, hashes[account.name])
        _settle_in(connection, user_ids)
    return made


def _check_homes(connection: Connection, user_ids: Sequence[int]) -> None:
    found = set(connection.execute(select(users.c.user_id).where(users.c.user_id.in_(user_ids))).scalars())
    unknown = sorted(set(user_ids) - found)
    if unknown:
        raise Refused(f"Home {unknown[0]} is not in the registry; make the population first, or name another home.")


def _put(connection: Connection, account: DemoAccount, password_hash: str) -> None:
    values = {"name": account.name, "role": str(account.role), "password_hash": password_hash}
    changed = {"role": values["role"], "password_hash": password_hash}
    connection.execute(insert(accounts).values(values).on_duplicate_key_update(changed))


def _settle_in(connection: Connection, user_ids: Sequence[int]) -> None:
    owner = next(name for name, role in NAMES.items() if role is Role.HOMEOWNER)
    connection.execute(delete(occupancies).where(occupancies.c.account == owner))
    for user_id in user_ids:
        values = {"account": owner, "user_id": user_id, "occupied_from": 0}
        connection.execute(occupancies.insert().values(values))
