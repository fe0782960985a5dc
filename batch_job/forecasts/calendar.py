"""Public holidays of a settlement zone."""

from __future__ import annotations

from datetime import date

import holidays

COUNTRIES = {"Europe/London": "GB", "Europe/Madrid": "ES", "Asia/Kathmandu": "NP"}
OF_CONTINENTS = {"America": "US", "Australia": "AU", "Pacific": "US", "US": "US"}
YEARS = 2  # that history reaches back


def holidays_of(zone: str, coming: date) -> set[date]:
    """Those of the zone's country, up to the day after `coming`; none for a zone that is not listed."""
    country = COUNTRIES.get(zone) or OF_CONTINENTS.get(zone.partition("/")[0])
    if country is None:
        return set()
    return set(holidays.country_holidays(country, years=range(coming.year - YEARS, coming.year + 2)))
