"""The simulated country's prices are documents that the pricing takes, and everybody who is billed has one."""

from __future__ import annotations

import pytest

from batch_job.billing.document import read_document
from contract.tables.tariffs import tariff_assignments, tariffs
from simulator.country.population import Kind
from simulator.demand.country import Country
from simulator.enrol.prices import DOCUMENTS, price_rows


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.glob("*.json")))
def test_every_document_is_right(name: str) -> None:
    document = read_document((DOCUMENTS / name).read_text(), name)
    assert name.startswith(f"{document.utility}-")


def test_everybody_has_a_tariff_that_is_on_file() -> None:
    country = Country(300, 1)
    rows = dict(price_rows(country))
    on_file = {row["tariff_id"]: row["utility"] for row in rows[tariffs]}
    billed = {
        (fleet.utility.name, user)
        for fleet in country.fleets
        for user in fleet.user_id.tolist()
        if country.population.kind[country.population.user_id == user] != Kind.HEAD
    }
    assert {(row["utility"], row["user_id"]) for row in rows[tariff_assignments]} == billed
    assert all(on_file[row["tariff_id"]] == row["utility"] for row in rows[tariff_assignments])
    assert {row["tariff_id"] for row in rows[tariff_assignments]} == set(on_file)
