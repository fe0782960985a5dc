"""A document that cannot be right is refused with one sentence that says what and where."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Numeric

from batch_job.billing.document import read_document
from batch_job.problem import Problem
from contract.tables.bills import bill_lines
from contract.tariffs import sha256_of

GOOD: dict[str, Any] = {
    "utility": "electricity",
    "name": "Evening",
    "currency": "USD",
    "per": "kWh",
    "standing_per_day": "0.40",
    "rates": [
        {"name": "evening", "when": [{"from": "16:00", "to": "21:00"}], "price": "0.5"},
        {"name": "rest", "price": "0.2"},
    ],
}
REST = {"name": "rest", "price": "0.2"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"standing_per_day": 0.4}, 'tariff x, standing_per_day: write it as text, "0.4", so that it stays exact'),
        ({"standing_per_day": "-1"}, "standing_per_day: -1 must be zero or more"),
        ({"standing_per_day": "a lot"}, "'a lot' is not a number"),
        ({"standing_per_day": "1e20"}, "standing_per_day: 1e20 must be below 1,000,000"),
        ({"rates": [{"name": "rest", "price": "0.12345678901"}]}, "price: 0.12345678901 must be below 1,000,000 and"),
        ({"surprise": "1"}, "surprise: extra inputs are not permitted"),
        ({"utility": "steam"}, "utility: input should be 'electricity', 'gas' or 'water'"),
        ({"per": "m3"}, "electricity is priced per kWh"),
        ({"rates": []}, "rates: "),
        ({"rates": [REST, REST]}, "two rates have the same name"),
        ({"taxes": [{"name": "VAT", "rate": "0.1"}, {"name": "VAT", "rate": "0.2"}]}, "two taxes have the same name"),
        ({"rates": [REST, {"name": "other", "price": "1"}]}, "the last rate holds for all other hours"),
        (
            {"rates": [{"name": "a", "when": [{"from": "16:05"}], "price": "1"}, REST]},
            "16:05 is not a whole quarter hour",
        ),
        (
            {"rates": [{"name": "a", "when": [{"from": "9"}], "price": "1"}, REST]},
            "'9' is not a time of day like 16:30",
        ),
        (
            {"rates": [{"name": "a", "when": [{"days": ["holiday"]}], "price": "1"}, REST]},
            "`holidays` must name a calendar",
        ),
        ({"peak": {"price": "1", "when": [{"days": ["holiday"]}]}}, "`holidays` must name a calendar"),
        ({"holidays": "XX"}, "no calendar of holidays is called 'XX'"),
        ({"rates": [{"name": "a"}]}, "rates.0: give either a price or blocks"),
        ({"rates": [{"name": "a", "blocks": [{"price": "1"}]}]}, "blocks need blocks_per"),
        (
            {"rates": [{"name": "a", "blocks": [{"price": "1", "up_to": "5"}]}], "blocks_per": "day"},
            "the last must have none",
        ),
        ({"utility": "gas"}, "gas per kWh needs the volume's `correction`"),
        ({"utility": "water", "per": "m3", "peak": {"price": "1"}}, "only electricity has a peak"),
        ({"rounding": {"to": "0.03"}}, "rounding.to: "),
    ],
)
def test_what_cannot_be_right_is_named(change: dict[str, Any], words: str) -> None:
    with pytest.raises(Problem) as told:
        read_document(json.dumps({**GOOD, **change}), "tariff x")
    sentence = str(told.value)
    assert words in sentence
    assert sentence.startswith("tariff x")
    assert sentence.endswith("mend it and load it again.")


def test_the_finest_price_and_the_greatest_fit_a_line() -> None:
    rates = [{"name": "rest", "price": "0.1234567891000"}]
    found = read_document(json.dumps({**GOOD, "standing_per_day": "999999.9999999999", "rates": rates}), "tariff x")
    column = bill_lines.c.price.type
    assert isinstance(column, Numeric)
    for price in (found.standing_per_day, found.rates[0].price or Decimal(0)):
        _, digits, exponent = price.normalize().as_tuple()
        assert isinstance(exponent, int)
        assert -exponent <= (column.scale or 0)
        assert len(digits) + exponent <= (column.precision or 0) - (column.scale or 0)


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(Problem, match=r"tariff x is not JSON \(line 1"):
        read_document("{", "tariff x")


def test_the_hash_is_of_the_meaning() -> None:
    spelled = json.dumps(GOOD, indent=3), json.dumps(dict(reversed(GOOD.items())))
    assert sha256_of(spelled[0]) == sha256_of(spelled[1])
    assert sha256_of(json.dumps({**GOOD, "name": "Night"})) != sha256_of(spelled[0])
    assert read_document(spelled[0], "x") == read_document(spelled[1], "x")
