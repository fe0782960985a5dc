"""The verbs of the grid, as a person calls them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from batch_job.commands import commands
from batch_job.problem import Problem
from contract.settings import Settings
from contract.tables.grid import feeder_connections
from tests.batch_job.grid import street

MOVE = ["connect", "64", "2", "--from", "2026-03-03T12:15"]


@pytest.fixture(autouse=True)
def own(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find this schema."""
    monkeypatch.setenv("CONCORD_NAMESPACE", ledger.namespace)
    monkeypatch.setenv("CONCORD_PORT_BASE", str(ledger.port_base))


def test_a_night_then_a_move_then_another_night(database: Engine) -> None:
    street.build(database)
    street.publish(database, street.with_heads(street.living(3)), 3)
    said = [_said("grid"), _said("grid"), _said(*MOVE), _said("grid")]
    assert f"{street.ZONE}: night" in said[0]
    assert "Nothing changed" in said[1]
    assert "feeder 2 from 2026-03-03 12:15 UTC on" in said[2]
    assert f"{street.ZONE}: night" in said[3]
    entry = feeder_connections.c
    with database.connect() as connection:
        stays = connection.execute(select(entry.feeder_id, entry.connected_from).where(entry.user_id == 64)).all()
    assert sorted(stays) == [(1, street.BEGUN), (2, 1_772_540_100_000)]


def test_a_feeder_that_is_none_is_a_sentence(database: Engine) -> None:
    street.build(database)
    found = CliRunner().invoke(commands, ["connect", "64", "9", "--from", "2026-03-03T12:15"])
    assert isinstance(found.exception, Problem)
    assert "Feeder 9" in str(found.exception)


def _said(*words: str) -> str:
    found = CliRunner().invoke(commands, list(words))
    assert found.exit_code == 0, found.exception
    return found.output
