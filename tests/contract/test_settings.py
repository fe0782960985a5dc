"""Settings come from the profile, then single variables, and refuse what cannot work."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from contract.settings import Settings, SettingsError, load

NO_FILE = Path("no-such.env")


def test_a_profile_sets_what_belongs_together() -> None:
    scale = load({"CONCORD_PROFILE": "scale"}, NO_FILE)
    assert (scale.live_window_s, scale.readings_per_report, scale.delay_s) == (60, 12, 130)
    assert (scale.archive_age_s, load({}, NO_FILE).archive_age_s) == (60, 20)
    fleet = load({"CONCORD_PROFILE": "fleet"}, NO_FILE)
    assert fleet.clock == "broker"
    assert (scale.simulated_solar, fleet.simulated_solar, load({}, NO_FILE).simulated_solar) == (0, 0, 17)


def test_a_namespace_prefixes_everything() -> None:
    settings = load({"CONCORD_NAMESPACE": "replay"}, NO_FILE)
    assert settings.topic("gas") == "replay.gas"
    assert settings.redis_prefix() == b"replay:"
    assert settings.s3_prefix() == "replay/"
    assert settings.mysql_schema == "concord_replay"


def test_an_env_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nCONCORD_PORT_BASE=29000\nCONCORD_DELAY_S=7\n")
    settings = load({"CONCORD_DELAY_S": "9"}, file)
    assert (settings.port_base, settings.delay_s) == (29000, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCORD_PROFILE", "fast"),
        ("CONCORD_PORT_BASE", "many"),
        ("CONCORD_LIVE_WINDOW_S", "7"),
        ("CONCORD_CLOCK", "sun"),
        ("CONCORD_NAMESPACE", "a.b"),
        ("CONCORD_ENVIRONMENT", "production"),
        ("CONCORD_PRICE_WATER", "2,40"),
        ("CONCORD_PRICE_GAS", "-1"),
        ("CONCORD_PRICE_GAS", "NaN"),
        ("CONCORD_EVENT_RADIUS_KM", "0"),
        ("CONCORD_ALERT_MINIMUM", "-5"),
        ("CONCORD_OUTAGE_SHARE", "1.5"),
        ("CONCORD_LEAK_L_PER_MIN", "nan"),
        ("CONCORD_READINGS_PER_REPORT", "13"),
        ("CONCORD_HOTSPOT_RESOLUTION", "16"),
        ("CONCORD_SIMULATED_SOLAR", "101"),
        ("CONCORD_CHECKPOINT_S", "0"),
    ],
)
def test_what_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=r"CONCORD_"):
        load({name: value}, NO_FILE)


def test_a_misspelt_name_in_the_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CONCORD_JAVA_HOME=/usr\nPATH=/bin\nCONCORD_SPIKE_SIGMA=5\n")
    with pytest.raises(SettingsError, match="CONCORD_SPIKE_SIGMA, which is no setting; write CONCORD_SPIKE_SIGMAS"):
        load({}, file)


def test_the_example_file_lists_every_setting() -> None:
    listed = set(re.findall(r"^# (CONCORD_[A-Z0-9_]+)=", Path(".env.example").read_text(), re.MULTILINE))
    assert listed == {f"CONCORD_{field.name.upper()}" for field in fields(Settings)} | {"CONCORD_JAVA_HOME"}
