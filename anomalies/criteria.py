"""When something counts as anomalous: the criteria out of the settings, as detectors take them."""

from __future__ import annotations

from dataclasses import dataclass

from contract.settings import Settings


@dataclass(frozen=True)
class Criteria:
    """Every criterion; contract/settings.py says what each means, and what it is unless told otherwise."""

    silent_minutes: float = Settings.silent_minutes
    outage_meters: int = Settings.outage_meters
    outage_share: float = Settings.outage_share
    shift_deviations: float = Settings.shift_deviations
    rest_factor: float = Settings.rest_factor
    zero_run_hours: float = Settings.zero_run_hours
    leak_l_per_min: float = Settings.leak_l_per_min
    night_flow_l_per_min: float = Settings.night_flow_l_per_min
    gas_summer_l_a_day: float = Settings.gas_summer_l_a_day


def criteria_of(settings: Settings) -> Criteria:
    return Criteria(**{name: getattr(settings, name) for name in Criteria.__dataclass_fields__})
