"""Faults at random: so many a day of each kind, of sizes and lengths that occur."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from contract.utilities import ELECTRICITY, GAS, WATER
from contract.windows import DAY_MS, HOUR_MS, MINUTE_MS
from simulator.demand.country import Country
from simulator.demand.spikes import HEIGHT
from simulator.faults.kinds import ANY_UTILITY, RULES, Fault, FaultPlanError

E, G, W = ELECTRICITY.name, GAS.name, WATER.name


@dataclass(frozen=True)
class Habit:
    """How a kind occurs: lengths in ms and sizes, each evenly by its logarithm; sizes by utility."""

    rate: float  # a thousand customers and day
    shortest: int
    longest: int
    sizes: Mapping[str, tuple[int, int]]


NO_SIZE = (0, 0)
HABITS = {
    "spike": Habit(
        4.0, 72_000, 6 * MINUTE_MS, {name: (height * 7 // 10, 2 * height) for name, height in HEIGHT.items()}
    ),
    "shift": Habit(1.5, 4 * DAY_MS, 10 * DAY_MS, {E: (500, 3_000), G: (400, 3_000), W: (60, 600)}),
    "leak": Habit(2.0, 2 * DAY_MS, 8 * DAY_MS, {W: (18, 400)}),
    "stuck": Habit(1.0, DAY_MS, 6 * DAY_MS, {E: NO_SIZE, G: NO_SIZE, W: NO_SIZE}),
    "reverse": Habit(1.0, 3 * HOUR_MS, 2 * DAY_MS, {E: (200, 4_000), W: (60, 600)}),
    "theft": Habit(1.0, 5 * DAY_MS, 20 * DAY_MS, {E: (40, 90)}),
    "outage": Habit(0.2, HOUR_MS, 8 * HOUR_MS, {E: NO_SIZE}),
    "gap": Habit(3.0, HOUR_MS, 2 * DAY_MS, {E: NO_SIZE, G: NO_SIZE, W: NO_SIZE}),
    "late": Habit(5.0, HOUR_MS, 12 * HOUR_MS, {ANY_UTILITY: (600, 40_000)}),
    "disorder": Habit(5.0, HOUR_MS, 12 * HOUR_MS, {ANY_UTILITY: (1, 4)}),
    "duplicate": Habit(5.0, HOUR_MS, 12 * HOUR_MS, {ANY_UTILITY: (2, 5)}),
    "wrong_clock": Habit(1.0, HOUR_MS, 6 * HOUR_MS, {ANY_UTILITY: (60, 6_000)}),
    "poison": Habit(2.0, MINUTE_MS, HOUR_MS, {ANY_UTILITY: NO_SIZE}),
    "swap": Habit(0.3, HOUR_MS, HOUR_MS, {E: NO_SIZE, G: NO_SIZE, W: NO_SIZE}),
    "rollover": Habit(0.3, HOUR_MS, HOUR_MS, {E: NO_SIZE, G: NO_SIZE, W: NO_SIZE}),
}


def drawn(
    country: Country, start: int, days: float, seed: int, rates: Mapping[str, float] | None = None
) -> list[Fault]:
    """A plan for `days` from `start` (UTC ms), the same for the same seed; `rates` a thousand customers and day replace
    the usual ones. Raises FaultPlanError.
    """
    wanted = {kind: habit.rate for kind, habit in HABITS.items()} | _checked(rates or {})
    faults: list[Fault] = []
    for number, (kind, rate) in enumerate(sorted(wanted.items())):
        dice = np.random.default_rng([seed, number])
        times = start + dice.uniform(0, days, dice.poisson(rate * len(country.fleets[0]) / 1000 * days)) * DAY_MS
        faults += [_one(f"{kind}-{count}", kind, country, int(at), dice) for count, at in enumerate(times, 1)]
    return sorted(faults, key=lambda fault: (fault.start, fault.id))


def _checked(rates: Mapping[str, float]) -> dict[str, float]:
    for kind, rate in rates.items():
        if kind not in HABITS or rate < 0:
            raise FaultPlanError(
                f"No rate {kind}={rate:g}; write KIND=RATE with one of {', '.join(HABITS)}, not below 0."
            )
    return dict(rates)


def _one(name: str, kind: str, country: Country, at: int, dice: np.random.Generator) -> Fault:
    habit, rule = HABITS[kind], RULES[kind]
    utility = sorted(habit.sizes)[int(dice.integers(len(habit.sizes)))]
    fleet = next(each for each in country.fleets if utility in (ANY_UTILITY, each.utility.name))
    first = at // rule.step * rule.step
    length = max(rule.step, int(_between(dice, habit.shortest, habit.longest)) // rule.step * rule.step)
    who = int(dice.integers(len(fleet)))
    return Fault(
        name,
        kind,
        first,
        first + (rule.step if rule.instant else length),
        utility=utility,
        size=round(_between(dice, *habit.sizes[utility])),
        sort=rule.sorts[int(dice.integers(len(rule.sorts)))] if rule.sorts else "",
        **(
            {"feeder": int(country.population.feeder[fleet.rows[who]])}
            if kind == "outage"
            else {"user_id": int(fleet.user_id[who])}
        ),
    )


def _between(dice: np.random.Generator, least: int, most: int) -> float:
    return float(least * (most / least) ** dice.random()) if least else 0.0
