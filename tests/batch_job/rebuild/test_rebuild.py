"""What a rebuild drops, and what it leaves. That all comes back is the last of the nights in test_night.py."""

from __future__ import annotations

from datetime import date

from batch_job.nightly.publishing import manifests
from batch_job.nightly.publishing.manifests import Manifest, Row
from batch_job.rebuild.rebuild import look_until
from batch_job.rebuild.results import result_tables
from contract.windows import INTERVAL_MS, SECOND_MS

RUN = {"run_id": 7, "zone": "UTC", "day_from": date(2026, 3, 7), "day_to": date(2026, 3, 8), "checksum": None}
SEEN = {"run_id": 7, "user_id": 64, "day": date(2026, 3, 7), "compared": 96, "matched": 95, "share": 95 / 96}


def test_only_results_are_dropped() -> None:
    names = {table.name for table in result_tables()}
    assert {"runs", "usage_days", "baselines", "bills", "bill_lines", "reconciliations", "feeder_days"} <= names
    assert not names & {"users", "meters", "accounts", "tariffs", "tariff_assignments", "feeder_connections"}


def test_a_record_gives_its_run_back() -> None:
    empty: dict[str, list[Row]] = {table.name: [] for table in manifests.OBSERVED}
    record = Manifest(RUN, {**empty, "reconciled_homes": [SEEN]})
    assert manifests.read(manifests.write(record)) == record


def test_what_meters_may_still_be_reporting_is_not_compared() -> None:
    """A rebuild that began a moment after a quarter hour found its closing readings only afterwards."""
    quarter = 1_234_567 * INTERVAL_MS
    assert look_until(quarter + SECOND_MS) == quarter - INTERVAL_MS
    assert look_until(quarter + 120 * SECOND_MS) == quarter
