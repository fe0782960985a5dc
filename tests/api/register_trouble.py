"""Readings of a service point whose meters do all that meters should not."""

from __future__ import annotations

from hypothesis import strategies as st

from contract.reading import REGISTER_LIMIT, Reading
from contract.utilities import ELECTRICITY, amount
from contract.windows import DAY_MS
from tests.api.test_merge import START, STEPS, STOP

NOISE = ELECTRICITY.back_step
DIAL = 10**ELECTRICITY.register_digits


@st.composite
def troubled_readings(draw: st.DrawFn) -> list[Reading]:
    """Falls small and big, odd ones, swaps, rollovers, jumps no supply can carry, gaps; some meters meet modulo 32."""
    at = START + draw(st.integers(0, DAY_MS))
    register, meter_id, found = draw(st.sampled_from((0, 10**9, DIAL - 10**6))), 33, []
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=80)):
        odd = draw(st.sampled_from((*[0] * 12, -2 * NOISE, -(10**8), 10**13)))
        found.append(Reading(1, meter_id, at, max(register + odd, 0) % REGISTER_LIMIT))
        at += max(step + draw(st.integers(-2, 2)), 1)
        most = amount(ELECTRICITY.supply_limit, step)
        register += draw(st.sampled_from((0, 1, 777, 123_456, most)))
        match draw(st.integers(0, 12)):
            case 0:
                register = max(register - draw(st.sampled_from((1, NOISE, NOISE + 1, 10**12))), 0)
            case 1:
                meter_id += draw(st.sampled_from((1, 2, 32)))
                register = draw(st.sampled_from((0, register, 10**12)))
            case 2:
                register += draw(st.sampled_from((most, 20 * most, 10**13)))
    return [reading for reading in found if reading.at <= STOP]
