"""The utilities: one row each, so that no code anywhere names them one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Utility:
    """What differs between electricity, gas and water, and what is fed in. Amounts are integers in `unit`, demand in
    `demand_unit`.
    """

    name: str  # also its topic
    letter: str  # in Redis keys and packed rows
    unit: str  # of registers and usage
    demand_unit: str
    back_step: int  # a register decrease up to this is noise of the meter, in `unit`
    register_digits: int  # a meter's dial rolls over at 10 ** digits, in `unit`
    spike_floor: int  # a demand below this is never a spike, in `demand_unit`
    supply_limit: int  # no service point takes more over an interval, in `demand_unit`
    zero_run: int  # so many intervals of a local day without any usage are worth a word
    by_weather: bool = False  # long gaps are estimated by temperature
    fed_in: bool = False  # what a home gives to the grid: the sky decides how much, so no amount of it is odd
    dials: Mapping[int, int] = field(default_factory=dict, compare=False)  # digits of meters that have others

    def digits_of(self, meter_id: int) -> int:
        return self.dials.get(meter_id, self.register_digits)


ELECTRICITY = Utility("electricity", "e", "mWh", "W", 1_000_000, 14, 9_000, 2_000_000, 24)
GAS = Utility("gas", "g", "mL", "L/h", 500_000, 14, 8_000, 200_000, 92, by_weather=True)
WATER = Utility("water", "w", "mL", "L/h", 500_000, 14, 2_400, 200_000, 92)
# The fed-in register of a meter that counts both ways: a service point of its own, of homes that make electricity.
EXPORT = Utility("export", "x", "mWh", "W", 1_000_000, 14, 2_000_000, 2_000_000, 92, fed_in=True)

UTILITIES = (ELECTRICITY, GAS, WATER, EXPORT)
TAKEN = tuple(utility for utility in UTILITIES if not utility.fed_in)
BY_NAME = {utility.name: utility for utility in UTILITIES}
BY_LETTER = {utility.letter: utility for utility in UTILITIES}

# demand (W or L/h) * milliseconds / 3600 = amount (mWh or mL), for all of them.
MS_PER_UNIT = 3600


def amount(demand: int, milliseconds: int) -> int:
    """What `demand` (W, L/h) adds to a register (mWh, mL) in `milliseconds`, rounded down."""
    return demand * milliseconds // MS_PER_UNIT
