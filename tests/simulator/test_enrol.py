"""The population's entry in MySQL and on topic `registry`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, func, insert, select

from contract.registry import block_key, read_block
from contract.settings import Settings
from contract.tables.grid import feeder_connections
from contract.tables.registry import counties, feeders, meters, service_points, users
from contract.utilities import ELECTRICITY
from simulator.demand.country import Country
from simulator.enrol.blocks import blocks
from simulator.enrol.rows import SUPPLY_FROM
from tests.simulator.starting import consume, run


def test_enrolling_twice_is_enrolling_once(shared: Settings, tmp_path: Path) -> None:
    for _ in range(2):
        run(shared, tmp_path, "enrol", "--users", "300", "--seed", "4")
    country = Country(300, seed=4)
    engine = create_engine(shared.mysql_url)
    with engine.connect() as connection:
        counted = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (counties, feeders, users, service_points, meters)
        }
        heads = connection.execute(
            select(func.count())
            .select_from(feeders.join(meters, meters.c.user_id == feeders.c.head_user_id))
            .where(meters.c.utility == ELECTRICITY.name)
        ).scalar_one()
    engine.dispose()
    fleet = sum(len(each) for each in country.fleets)
    assert counted == {
        "counties": 199,
        "feeders": country.population.feeders,
        "users": len(country.population),
        "service_points": fleet,
        "meters": fleet,
    }
    assert heads == country.population.feeders
    published = {message.key(): read_block(message.value() or b"") for message in consume(shared, "registry")}
    assert published == {block_key(entry.block): entry for entry in blocks(country.population)}


def test_a_home_that_moved_to_another_feeder_stays_moved_when_enrolled_again(shared: Settings, tmp_path: Path) -> None:
    run(shared, tmp_path, "enrol", "--users", "300", "--seed", "4")
    moved = {"user_id": 64, "connected_from": SUPPLY_FROM + 900_000, "feeder_id": 2, "recorded_at": SUPPLY_FROM + 1}
    engine = create_engine(shared.mysql_url)
    with engine.begin() as connection:
        connection.execute(insert(feeder_connections).values(moved))
    run(shared, tmp_path, "enrol", "--users", "300", "--seed", "4")
    entry = feeder_connections.c
    with engine.connect() as connection:
        stays = connection.execute(select(entry.connected_from, entry.feeder_id).where(entry.user_id == 64)).all()
        count = connection.execute(select(func.count()).select_from(feeder_connections)).scalar_one()
    engine.dispose()
    assert sorted(stays) == [(SUPPLY_FROM, 1), (SUPPLY_FROM + 900_000, 2)]
    assert count == 300 + 1
