"""When something counts as anomalous: the criteria out of the settings, as detectors take them."""

from __future__ import annotations

from dataclasses import dataclass

from contract.settings import Settings


@dataclass(frozen=True)
class Criteria:
    """Every criterion; contract/settings.py says what each means."""

    silent_minutes: float = 10.0
    outage_meters: int = 5
    outage_share: float = 0.5
    shift_deviations: float = 6.0
    rest_factor: float = 2.0
    zero_run_hours: float = 48.0
    leak_l_per_min: float = 0.25
    night_flow_l_per_min: float = 0.25
    gas_summer_l_a_day: float = 6000.0


def criteria_of(settings: Settings) -> Criteria:
    return Criteria(**{name: getattr(settings, name) for name in Criteria.__dataclass_fields__})
