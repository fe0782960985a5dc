"""The generated fleet's homes in the registry's tables."""

from __future__ import annotations

from sqlalchemy import create_engine, insert

from contract.registry import block_of
from contract.settings import Settings
from contract.tables.registry import counties, service_points, users
from contract.utilities import UTILITIES
from tests.agreement.generated_readings import BLOCKS, START, USERS

PLACE = {"lat": 40.0, "lon": -100.0}


def enrol(settings: Settings) -> None:
    """Counties, users and a service point per utility."""
    engine = create_engine(settings.mysql_url)
    with engine.begin() as connection:
        connection.execute(insert(counties), [_county(block) for block in BLOCKS])
        connection.execute(insert(users), [_user(user_id) for user_id in USERS])
        points = [(user_id, utility) for user_id in USERS for utility in UTILITIES]
        rows = [{"user_id": user_id, "utility": utility.name, "supply_from": START} for user_id, utility in points]
        connection.execute(insert(service_points), rows)
    engine.dispose()


def _county(block: int) -> dict[str, object]:
    found = BLOCKS[block]
    return {"county": found.county, "name": f"County {found.county}", "state": "", "zone": found.zone, **PLACE}


def _user(user_id: int) -> dict[str, object]:
    where = BLOCKS[block_of(user_id)]
    who = {"user_id": user_id, "name": f"Home {user_id}", "kind": "home", "feeder_id": None}
    return {**who, "county": where.county, "zone": where.zone, **PLACE}
