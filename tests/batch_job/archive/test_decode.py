"""Decoding by length equals decoding one by one, fault for fault, and refuses what is no report."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.archive.decode import decode
from contract.encoding import messages
from contract.reading import Report
from contract.validity import Fault, fault
from tests.batch_job.archive.arriving import STAMP, arrivals, plain, reports

SIGNED = 2**31


def _expected(report: Report, offset: int, stamp: int) -> list[dict[str, int]]:
    why = fault(report, stamp)
    if why is Fault.COLUMNS:
        return [{"offset": offset, "stamp": stamp, "fault": why, "register": 0}]
    common = {"offset": offset, "stamp": stamp, "fault": why}
    names = ("user_id", "meter_id", "at", "register", "demand", "status")
    rows = [dict(zip(names, reading, strict=True)) | common for reading in report.readings()]
    for row in rows:
        for name in ("user_id", "meter_id", "status"):
            row[name] = (row[name] + SIGNED) % 2**32 - SIGNED
        row["at"] = (row["at"] + 2**63) % 2**64 - 2**63
    return rows


@given(st.lists(reports(), min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_every_report_gives_the_rows_and_the_fault_of_the_reference(sent: list[Report]) -> None:
    came = arrivals([messages.encode(report) for report in sent], first=7)

    decoded = decode(came)

    expected = [
        row
        for report, offset, stamp in zip(sent, came.offsets.tolist(), came.stamps.tolist(), strict=True)
        for row in _expected(report, offset, stamp)
    ]
    assert decoded.refused == []
    rows = decoded.rows.to_pylist()
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert wanted.items() <= row.items()


@given(st.lists(st.one_of(st.binary(max_size=60), reports().map(messages.encode)), min_size=1, max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_bytes_become_rows_or_are_refused(values: list[bytes]) -> None:
    decoded = decode(arrivals(values))

    seen = set(decoded.rows["offset"].to_pylist())
    assert seen.isdisjoint(decoded.refused)
    assert seen.union(decoded.refused) == set(range(len(values)))


def test_poison_among_good_reports_leaves_them_as_they_are() -> None:
    good = [plain(user, STAMP - 5000, 100 * user) for user in range(1, 6)]
    poison = b"\xff" * len(good[0])

    decoded = decode(arrivals([good[0], poison, *good[1:], b"\x0d"]))

    assert decoded.refused == [1, 6]
    assert decoded.rows["user_id"].to_pylist() == [user for user in range(1, 6) for _ in range(2)]
    assert set(decoded.rows["fault"].to_pylist()) == {Fault.NONE}


def test_a_message_without_value_is_a_report_without_columns() -> None:
    assert decode(arrivals([b""])).rows["fault"].to_pylist() == [Fault.COLUMNS]
