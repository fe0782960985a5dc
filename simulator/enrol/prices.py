"""What the country's utilities charge, and who has which tariff: rows of the tables of prices."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

from sqlalchemy import Table

from contract.tables.tariffs import billing_cycles, calorific_values, tariff_assignments, tariffs
from contract.tariffs import sha256_of
from contract.utilities import ELECTRICITY
from simulator.country.population import Kind
from simulator.demand.country import Country
from simulator.enrol.rows import SUPPLY_FROM, Rows

DOCUMENTS = Path(__file__).parent.parent / "data" / "tariffs"  # <tariff>.<version>.json
SINCE = date(2019, 12, 31)  # the local day on which the supply begins, anywhere west of Greenwich
LATER = {("electricity-standard", 2): date(2026, 1, 1)}
CHOICES = {  # by a user's last digit
    "electricity": ("standard",) * 5 + ("evening",) * 3 + ("capped", "solar"),
    "gas": ("standard",) * 7 + ("blocks",) * 3,
    "water": ("standard",) * 6 + ("saver",) * 4,
}
CALORIFIC = ((date(2019, 12, 31), 385), (date(2026, 7, 1), 389), (date(2026, 10, 1), 382))  # tenths of a MJ per m3


def price_rows(country: Country) -> list[tuple[Table, Rows]]:
    """All rows, table by table; feeder heads have no bill."""
    return [
        (tariffs, _tariffs()),
        (tariff_assignments, _assignments(country)),
        (billing_cycles, _cycles(country)),
        (calorific_values, _calorific_values(country)),
    ]


def _tariffs() -> Rows:
    return [_tariff(path) for path in sorted(DOCUMENTS.glob("*.json"))]


def _tariff(path: Path) -> dict[str, object]:
    tariff_id, _, number = path.stem.rpartition(".")
    text, version = path.read_text(), int(number)
    document = json.loads(text)
    return {
        "tariff_id": tariff_id,
        "version": version,
        "utility": document["utility"],
        "name": document["name"],
        "valid_from": LATER.get((tariff_id, version), SINCE),
        "document": text,
        "sha256": sha256_of(text),
        "recorded_at": SUPPLY_FROM,
    }


def _customers(country: Country) -> list[tuple[str, int, int]]:
    """Utility, user and kind of all service points that are billed."""
    kinds = dict(zip(country.population.user_id.tolist(), country.population.kind.tolist(), strict=True))
    billed = (fleet for fleet in country.fleets if not fleet.utility.fed_in)  # a credit on the bill of electricity
    points = ((fleet.utility.name, user) for fleet in billed for user in fleet.user_id.tolist())
    return [(utility, user, kinds[user]) for utility, user in points if kinds[user] != Kind.HEAD]


def _assignments(country: Country) -> Rows:
    same = {"valid_from": SINCE, "version": 1, "valid_to": None}
    solar = set(country.population.user_id[country.traits.solar].tolist())
    return [
        {"utility": utility, "user_id": user, "tariff_id": _choice(utility, user, kind, solar), **same}
        for utility, user, kind in _customers(country)
    ]


def _choice(utility: str, user: int, kind: int, solar: Collection[int]) -> str:
    if utility == ELECTRICITY.name and kind == Kind.BUSINESS:
        return "electricity-demand"
    if utility == ELECTRICITY.name and user in solar:
        return "electricity-solar"
    return f"{utility}-{CHOICES[utility][user % 10]}"


def _cycles(country: Country) -> Rows:
    """One in ten is not billed from the first of the month."""
    return [
        {"utility": utility, "user_id": user, "billing_day": 1 + user // 10 % 28}
        for utility, user, _ in _customers(country)
        if user % 10 == 3
    ]


def _calorific_values(country: Country) -> Rows:
    """A little different in each zone."""
    zones = sorted({county.zone for county in country.population.counties})
    return [
        {"zone": zone, "valid_from": day, "version": 1, "mj_per_m3": f"{(tenths + number % 5) / 10:.1f}"}
        for number, zone in enumerate(zones)
        for day, tenths in CALORIFIC
    ]
