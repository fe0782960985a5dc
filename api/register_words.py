"""What a register did, in words that a homeowner understands."""

from __future__ import annotations

from decimal import Decimal

from api.register_events import EventKind, RegisterEvent
from contract.utilities import Utility

LADDERS = {"mWh": ((10**6, "kWh"), (10**3, "Wh")), "mL": ((10**6, "m³"), (10**3, "L"))}
BEYOND = "more than this supply can carry, so the step counts nothing"


def sentence(event: RegisterEvent, utility: Utility) -> str:
    """What happened, and what it means for the usage."""
    if event.kind is EventKind.SWAP:
        return "New meter; the step from the old one to the new one counts nothing."
    if event.kind is EventKind.RESET:
        return "The register began anew; the step down counts nothing."
    if event.kind is EventKind.ROLLOVER:
        return "The register passed its last digit and began again at zero; counting went on."
    if event.kind is EventKind.RETURN:
        return "The register is back where it was before one odd reading; what was used since then counts."
    by = amount_text(abs(event.register_after - event.register_before), utility)
    if event.kind is EventKind.JUMP:
        return f"The register rose by {by}, {BEYOND}."
    held = "is held until it is passed again" if event.until is None else "was held until it was passed again"
    return f"The register went back by {by}; its highest value {held}, so nothing counts twice."


def amount_text(value: int, utility: Utility) -> str:
    """An amount (mWh, mL) in the unit that suits its size."""
    ladder = LADDERS[utility.unit]
    factor, unit = next((step for step in ladder if value >= step[0]), ladder[-1])
    return f"{Decimal(value) / factor:,.3g} {unit}" if value < 1000 * factor else f"{value // factor:,} {unit}"
