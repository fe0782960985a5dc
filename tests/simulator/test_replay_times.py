"""Local times of real files: formats, offsets, autumn's hour twice, spring's not at all."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.replay.local_times import UNREADABLE, Instants, find_zone, instants
from simulator.replay.problem import ReplayError

MADRID = find_zone("Europe/Madrid")
DAY_FIRST = "%d/%m/%Y %H:%M:%S"


def read(texts: list[str], layout: str | None = None, homes: list[int] | None = None) -> Instants:
    return instants(pd.Series(texts), np.array(homes or [0] * len(texts)), MADRID, layout)


def iso(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def test_autumns_hour_is_told_apart_by_order() -> None:
    times = ["01:19:43", "02:19:43", "02:19:43", "02:40:00", "03:19:43"]
    found = read([f"30/10/2016 {time}" for time in times], DAY_FIRST)
    utc = ["2016-10-29T23:19:43Z", "2016-10-30T00:19:43Z", "2016-10-30T01:19:43Z", "2016-10-30T01:40Z"]
    assert found.at.tolist() == [iso(text) for text in [*utc, "2016-10-30T02:19:43Z"]]
    assert (found.repeated, found.skipped) == (2, 0)


def test_each_home_has_its_own_second_pass() -> None:
    found = read(["2016-10-30 02:30:00", "2016-10-30 02:10:00", "2016-10-30 02:20:00"], homes=[0, 1, 0])
    assert found.at.tolist() == [iso("2016-10-30T00:30Z"), iso("2016-10-30T00:10Z"), iso("2016-10-30T01:20Z")]


def test_a_time_that_spring_skips_is_of_a_clock_not_yet_changed() -> None:
    found = read(["2016-03-27 01:30", "2016-03-27 02:30", "2016-03-27 03:15"])
    assert found.at.tolist() == [iso("2016-03-27T00:30Z"), iso("2016-03-27T01:30Z"), iso("2016-03-27T01:15Z")]
    assert (found.repeated, found.skipped) == (0, 1)


def test_an_offset_in_the_text_is_believed() -> None:
    texts = ["2016-10-30T02:30:00+02:00", "2016-10-30T02:30:00+01:00", "what"]
    assert read(texts).at.tolist() == [iso(texts[0]), iso(texts[1]), UNREADABLE]
    assert read(texts[:2], "%Y-%m-%dT%H:%M:%S%z").at.tolist() == [iso(text) for text in texts[:2]]


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Madrid", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_any_time_is_as_the_standard_library_has_it(local: datetime, zone: str) -> None:
    found = instants(pd.Series([local.isoformat()]), np.zeros(1, np.int64), ZoneInfo(zone), None)
    aware = local.replace(tzinfo=ZoneInfo(zone))
    assert found.at.tolist() == [iso("1970-01-01T00:00Z") + int(aware.timestamp() * 1_000_000 // 1000)]


@pytest.mark.parametrize("layout", [None, "%Y", "%Q"])
def test_times_that_nobody_can_read_are_one_sentence(layout: str | None) -> None:
    with pytest.raises(ReplayError, match="--time-format"):
        read(["30/10/2016 02:00"], layout)


def test_there_is_no_such_zone() -> None:
    with pytest.raises(ReplayError, match="Europe/Madrid"):
        find_zone("Mars/Olympus")
