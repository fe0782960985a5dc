"""From values, basis and masks of a day to what a reader is told of it."""

from __future__ import annotations

import pytest

from api.finding_words import WORDS
from api.findings import SettledDay, counts, findings, how, intervals
from contract.rules import Rule, bit
from contract.usage import Basis
from contract.windows import INTERVAL_MS

MEASURED, LINE, PROFILE, UNKNOWN = Basis
START = 1_772_859_600_000


def day(
    basis: dict[int, Basis] | None = None,
    masks: dict[int, int] | None = None,
    values: dict[int, int | None] | None = None,
) -> SettledDay:
    """Ten intervals of 100 each, all measured but for what is given."""
    return SettledDay(
        START,
        [(values or {}).get(place, 100) for place in range(10)],
        [(basis or {}).get(place, MEASURED) for place in range(10)],
        [(masks or {}).get(place, 0) for place in range(11)],
        usual=400,
    )


@pytest.mark.parametrize(
    ("basis", "mask", "way"),
    [
        (MEASURED, 0, "reading"),
        (MEASURED, bit(Rule.DUPLICATE), "reading"),
        (MEASURED, bit(Rule.CORRECTED), "correction"),
        (LINE, 0, "line"),
        (PROFILE, 0, "even"),
        (PROFILE, bit(Rule.LIKE_DAY), "usual"),
        (PROFILE, bit(Rule.TEMPERATURE), "temperature"),
        (PROFILE, bit(Rule.CATCH_UP) | bit(Rule.LIKE_DAY), "catch_up"),
        (PROFILE, bit(Rule.SWAP), "register"),
        (UNKNOWN, bit(Rule.CORRECTED), None),
    ],
)
def test_how_a_value_was_found(basis: Basis, mask: int, way: str | None) -> None:
    assert how(basis, mask) == way


def test_every_interval_has_one_quality() -> None:
    found = intervals(
        day({1: LINE, 2: PROFILE, 3: UNKNOWN}, {2: bit(Rule.SWAP), 4: bit(Rule.CORRECTED)}, values={3: None})
    )
    wanted = ["measured", "estimated", "edited", "missing", "edited", *["measured"] * 5]
    assert [each.quality for each in found] == wanted
    assert counts(found).model_dump() == {"measured": 6, "estimated": 1, "edited": 2, "provisional": 0, "missing": 1}
    assert found[4].rules == ["corrected"]
    assert (found[9].start, found[9].end) == (START + 9 * INTERVAL_MS, START + 10 * INTERVAL_MS)


def test_a_stretch_is_one_finding_with_its_amount() -> None:
    cold = bit(Rule.TEMPERATURE)
    found = findings(day(dict.fromkeys(range(2, 6), PROFILE), dict.fromkeys(range(2, 6), cold)), {})
    [only] = found
    assert (only.rule, only.evidence) == ("temperature", {"intervals": 4, "usage": 400})
    assert (only.start, only.end) == (START + 2 * INTERVAL_MS, START + 6 * INTERVAL_MS)


def test_a_correction_says_who_and_why() -> None:
    told: dict[str, int | str] = {"register": 5, "revision": 1, "reason": "read again", "by": "olga"}
    [only] = findings(day(masks={4: bit(Rule.CORRECTED), 5: bit(Rule.CORRECTED)}), {4: told, 5: told})
    assert only.sentence == "An operator corrected a read here: read again (olga)."
    assert only.evidence["revision"] == 1


def test_findings_of_the_whole_day_come_last_with_what_is_usual() -> None:
    found = findings(day({9: LINE}, {10: bit(Rule.HIGH), 0: bit(Rule.DUPLICATE)}), {})
    assert [each.rule for each in found] == ["duplicate", "line", "high"]
    assert found[-1].whole_day
    assert found[-1].evidence == {"usage": 1000, "usual": 400}


def test_every_rule_has_its_words() -> None:
    assert {rule.name for rule in Rule} <= set(WORDS)
