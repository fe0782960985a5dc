"""The real files of the data folder: every row of them, to the integer."""

from __future__ import annotations

import gzip
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from contract.encoding.messages import decode
from contract.settings import Settings
from contract.utilities import GAS, WATER
from contract.validity import Fault, fault
from contract.windows import HOUR_MS
from simulator.replay.meter_file import Layout, read_meter_file
from simulator.replay.reports import reports

DATA = Path(__file__).parents[3] / "shared" / "data"
WATER_FILE, UK_FILE = DATA / "water_registers_daiad.csv.gz", DATA / "uk_home_electricity_gas_hourly.csv.gz"
WATER_LAYOUT = Layout(
    utility=WATER,
    unit=Fraction(1000),
    zone="Europe/Madrid",
    time_column="datetime",
    time_format="%d/%m/%Y %H:%M:%S",
    user_column="user.key",
    user=None,
    register_column="meter.reading",
    usage_column=None,
    separator=";",
)
GAS_LAYOUT = Layout(
    utility=GAS,
    unit=Fraction(10**7, 112),
    zone="Europe/London",
    time_column="local_time",
    time_format=None,
    user_column=None,
    user="home",
    register_column=None,
    usage_column="gas_kwh",
    separator=",",
    period=HOUR_MS,
    starts=True,
)


@pytest.mark.skipif(not WATER_FILE.exists(), reason="the real water file is not in ../shared/data")
def test_the_real_water_homes() -> None:
    found = read_meter_file(Settings(), str(WATER_FILE), WATER_LAYOUT)
    with gzip.open(WATER_FILE, "rt") as file:
        rows = [line.rstrip("\n").split(";") for line in file][1:]
    litres = [int(float(row[2])) for row in rows]
    assert found.readings.register.tolist() == [1000 * value for value in litres]
    assert (found.findings.rows, len(found.names), found.findings.repeated_hour) == (291_301, 40, 35)
    stamps: dict[int, int] = defaultdict(int)
    for sent, batch in enumerate(reports(found.readings, np.arange(64, 104), WATER, 4)):
        assert stamps[batch.partition] <= batch.stamp
        stamps[batch.partition] = batch.stamp
        if sent % 500 == 0:
            assert fault(decode(batch.values[0]), batch.stamp) is Fault.NONE


@pytest.mark.skipif(not UK_FILE.exists(), reason="the real electricity and gas file is not in ../shared/data")
def test_the_real_gas_home() -> None:
    found = read_meter_file(Settings(), str(UK_FILE), GAS_LAYOUT)
    with gzip.open(UK_FILE, "rt") as file:
        used = [Fraction(line.rstrip("\n").split(",")[2]) for line in file if line[0] == "2" and "NA" not in line]
    assert found.readings.register[-1] == sum(used) * 10**7 // 112
    assert found.findings.skipped == {"no value": 15_311 - len(used)}
