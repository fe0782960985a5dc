"""Two homes with thirteen months behind them, priced for real; one has a monthly peak, one bill was made again."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import redis
from sqlalchemy import Engine, Table, create_engine, insert

from api.passwords import Passwords
from batch_job.billing.ahead import back_test
from batch_job.billing.nightly import price_all
from contract.closing import Closing
from contract.days import day_bounds
from contract.encoding.forecasts import SCORE, write_county, write_homes
from contract.forecast_view import SLOTS
from contract.settings import Settings
from contract.tables import forecasts as tables
from contract.tables import metadata
from contract.tables.access import accounts, occupancies
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS
from simulator.enrol.prices import DOCUMENTS, LATER
from tests.api.serving import served
from tests.api.world import LOGINS, PASSWORD, clear, on_server, put_live
from tests.batch_job.billing.ledger import ZONE, publish, put_calorific_value, put_tariff, settle_homes

FIRST, LAST = date(2025, 10, 1), date(2026, 11, 20)
DAYS = [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)]
HORIZON = day_bounds(LAST, ZONE)[1]
NOW = HORIZON + 15 * 3_600_000 + 5 * 60_000  # Saturday, 15:05; a third of the running interval is over
HOUSE, SHOP = 64, 65
YARD = 66  # ten days of its first month are settled
MOVED = date(2026, 6, 10)  # bob has the shop since then
CORRECTED = date(2026, 10, 10)
SHOP_PEAK = 2_000_000  # mWh, at noon of the 12th: 8 kW
CAME = (24, 20, 24, 30.0, 40.0, 9.0, 90.0)  # hours, inside, compared; error, naive, pinball, came
FIT = {
    "days": 400,
    "base": 9_000_000.0,
    "heating": 400_000.0,
    "heating_below": 15.5,
    "cooling": 0.0,
    "cooling_above": 28.0,
    "error": 0.2,
    "error_without": 0.5,
}
LIVE_USAGE = 500_000  # mWh in each interval since the horizon, and as fast in the running one


def electricity(day: date, number: int) -> int:
    """mWh: more in the evening, in summer and on some days."""
    season = 1 + 0.5 * math.cos((day.timetuple().tm_yday - 200) / 58)
    evening = 1 + 1.6 * math.exp(-(((number - 76) / 9) ** 2))
    return int(110_000 * season * evening * (1 + 0.25 * math.sin(day.toordinal() * 1.7)))


def gas(day: date, number: int) -> int:
    """mL: heating, mornings and evenings."""
    cold = max(0.05, math.cos((day.timetuple().tm_yday - 15) / 58))
    return int(60_000 * cold * (1.3 if number in range(24, 92) else 0.5) * (1 + 0.2 * math.sin(day.toordinal())))


def water(day: date, number: int) -> int:
    """mL: by day alone."""
    return (6_000 + day.toordinal() * 37 % 1_500) if 24 <= number < 90 else 0


def shop(day: date, number: int) -> int:
    """mWh: one quarter hour of this month stands out."""
    if (day, number) == (date(2026, 11, 12), 48):
        return SHOP_PEAK
    return 700_000 + day.toordinal() * 131 % 90_000 if 32 <= number < 80 and day.weekday() < 6 else 150_000


@contextmanager
def billed_api(settings: Settings) -> Iterator[str]:
    """Where an API listens that serves them, in a namespace of its own; its clock stands at NOW."""
    own = replace(settings, namespace=f"bill{uuid.uuid4().hex[:8]}")
    furnish(own)
    with served(own, lambda: NOW) as address:
        yield address
    clear(own)


def furnish(settings: Settings) -> None:
    """Makes the schema; prices, homes, days, bills, outlooks and the shop's live view."""
    on_server(settings, f"CREATE DATABASE `{settings.mysql_schema}` CHARACTER SET utf8mb4")
    engine = create_engine(settings.mysql_url)
    metadata.create_all(engine)
    _prices(engine)
    for user_id, utility, tariff in (
        (HOUSE, "electricity", "electricity-standard"),
        (HOUSE, "gas", "gas-standard"),
        (HOUSE, "water", "water-saver"),
        (SHOP, "electricity", "electricity-demand"),
    ):
        settle_homes(engine, [user_id], utility, tariff)
    _logins(engine)
    for utility, usage in (("electricity", electricity), ("gas", gas), ("water", water)):
        publish(engine, utility, [HOUSE], DAYS, usage)
    settle_homes(engine, [YARD], "water", "water-saver")
    publish(engine, "water", [YARD], DAYS[:10], water)
    newest = publish(engine, "electricity", [SHOP], DAYS, shop)
    price_all(settings, engine)
    corrected = publish(
        engine, "electricity", [HOUSE], [CORRECTED], lambda day, number: electricity(day, number) + 100_000
    )
    price_all(settings, engine)
    _foretold(engine, newest, corrected)
    back_test(engine)
    engine.dispose()
    _live(settings)


def _prices(engine: Engine) -> None:
    for path in sorted(DOCUMENTS.glob("*.json")):
        tariff_id, _, version = path.stem.rpartition(".")
        since = LATER.get((tariff_id, int(version)), date(2020, 1, 1))
        put_tariff(engine, tariff_id, json.loads(path.read_text()), str(since))
    put_calorific_value(engine, "2020-01-01", "38.5")


def _foretold(engine: Engine, newest: int, earlier: int) -> None:
    """Electricity of both homes and their county, of the day after the newest run; and what came of an earlier one."""
    coming = LAST + timedelta(1)
    hours = [
        [sum(usage(coming, 4 * hour + part) for part in range(4)) for hour in range(SLOTS)]
        for usage in (electricity, shop)
    ]
    quantiles = np.array(hours) * np.array([0.75, 1.0, 1.3])[:, None, None]
    came = dict(zip(("hours", "inside", "compared", "error", "naive", "pinball", "came"), CAME, strict=True))
    score = np.array([(*CAME[:3], 0, *CAME[3:])] * 2, SCORE)
    own = {"utility": "electricity", "county": 1}
    block = {"utility": "electricity", "block": 1}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (tables.forecast_runs, {"run_id": newest, "made_at": HORIZON}),
        (tables.forecast_runs, {"run_id": earlier, "made_at": HORIZON}),
        (tables.forecasts, {**block, "run_id": newest, "day": coming, "entries": write_homes(quantiles)}),
        (tables.forecast_scores, {**block, "run_id": earlier, "actual_run": newest, "entries": score.tobytes()}),
        (
            tables.county_forecasts,
            {
                **own,
                "run_id": newest,
                "day": coming,
                "points": 2,
                "method": "alike",
                "entries": write_county(quantiles.sum(axis=1)),
            },
        ),
        (tables.county_scores, {**own, "run_id": earlier, "actual_run": newest, "day": CORRECTED, **came}),
        (tables.weather_fits, {**own, "run_id": newest, **FIT}),
    ]
    weather = [{**own, "run_id": newest, "day": day, "points": 2, **_weather(day)} for day in DAYS]
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table), [row])
        connection.execute(insert(tables.county_days), weather)


def _weather(day: date) -> dict[str, Any]:
    """Cold in January."""
    return {
        "usage_hours": b"",
        "temperature_mc": round(11_000 - 12_000 * math.cos((day.timetuple().tm_yday - 20) / 58)),
    }


def _logins(engine: Engine) -> None:
    hashed = Passwords().hash(PASSWORD)
    moved = day_bounds(MOVED, ZONE)[0]
    stays = [("alice", HOUSE, 0, None), ("alice", SHOP, 0, moved), ("bob", SHOP, moved, None)]
    names = ("account", "user_id", "occupied_from", "occupied_to")
    with engine.begin() as connection:
        rows = [{"name": name, "role": str(role), "password_hash": hashed} for name, role in LOGINS.items()]
        connection.execute(insert(accounts), rows)
        connection.execute(insert(occupancies), [dict(zip(names, stay, strict=True)) for stay in stays])


def _live(settings: Settings) -> None:
    """The shop reads at each interval's end, and at NOW."""
    ends = range(HORIZON, NOW, INTERVAL_MS)
    closings = [Closing(at, 9_000_000 + number * LIVE_USAGE, 3) for number, at in enumerate(ends)]
    running = LIVE_USAGE * (NOW - closings[-1].at) // INTERVAL_MS
    closings.append(Closing(NOW, closings[-1].register + running, 3))
    with redis.Redis(settings.host, settings.redis_port) as client:
        put_live(client, settings.redis_prefix(), SHOP, ELECTRICITY, closings, window_end=NOW - 5000)
