"""Bills worked by hand, to the cent: each folder of cases/ says when (usage, prices), and then (lines, arithmetic)."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch_job.billing.hours import rate_of_intervals
from contract.batch_view import read_values
from contract.billing_periods import Period
from contract.bills import Kind, exact, rounded, total
from tests.batch_job.billing.worked import CASES, RUN, bill_of, read_case, segments_of, usage_of


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_bill_is_the_one_worked_by_hand(folder: Path) -> None:
    case = read_case(folder)
    bill = bill_of(case)

    names = ("kind", "name", "first", "last", "quantity", "price", "amount")
    found = [tuple(str(getattr(line, name)) for name in names) for line in bill.lines]
    worked = [tuple(row[name] for name in names) for row in case.then if row["kind"] != "total"]
    assert found == worked
    assert [str(bill.total)] == [row["amount"] for row in case.then if row["kind"] == "total"]
    assert bill.missing == case.facts.get("missing", 0)
    assert bill.estimated == case.facts.get("estimated", 0)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_line_can_be_worked_again_from_itself(folder: Path) -> None:
    bill = bill_of(read_case(folder))
    for line in bill.lines:
        assert rounded(exact(line), line.rounding) == line.amount
        if line.spans:
            assert sum(span.quantity for span in line.spans) == line.quantity
            assert sum(span.intervals for span in line.spans) == line.intervals
    assert total(bill.lines) == bill.total


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_intervals_that_lines_point_to_hold_their_quantity(folder: Path) -> None:
    case = read_case(folder)
    days, lines = usage_of(case), [line for line in bill_of(case).lines if line.kind == Kind.ENERGY]
    for segment in segments_of(case):
        document = segment.tariff.document
        for number, rate in enumerate(document.rates):
            own = [line for line in lines if line.name.split(", block ")[0] == rate.name]
            own = [line for line in own if segment.days[0] <= line.first <= segment.days[-1]]
            pointed = {day for line in own for span in line.spans for day in Period(span.first, span.last).days}
            held = 0
            for day in pointed:
                of_interval = rate_of_intervals(document, day, case.facts["zone"])
                values = read_values(days[day].usage_values, len(of_interval))
                held += sum(value or 0 for value, has in zip(values, of_interval, strict=True) if has == number)
            assert sum(line.quantity for line in own) == held
            assert {span.run_id for line in own for span in line.spans} <= {RUN}
