"""A receipt in one sentence: who answers, and how sure the number is."""

from __future__ import annotations

from api.merge import Layer
from api.totals import Quality, Value
from contract.usage import Basis

HOW = {
    Basis.MEASURED: "from readings at both ends",
    Basis.LINEAR: "with an end on the straight line between two readings",
    Basis.PROFILE: "spread over a time without readings whose whole amount is known",
}


def sentence(one: Value) -> str:
    """Says what a person needs to trust the number, or why there is none."""
    if one.usage is None:
        return _nothing(one)
    how = HOW.get(one.basis, "as one amount over a time without readings")
    if one.layer is Layer.BATCH:
        who = f"by run {one.run_id}" if one.run_id is not None else "by the nightly runs"
        verb = "Measured and confirmed" if one.quality is Quality.MEASURED else "Estimated"
        return f"{verb} {who}, {how}{_part(one)}."
    if one.layer is Layer.SPEED:
        return f"Live, {how}{_part(one)}; the next nightly run will confirm it."
    return f"Confirmed up to the last settled midnight and live after it, {how}{_part(one)}."


def _nothing(one: Value) -> str:
    if one.layer is Layer.BATCH:
        return "The nightly run found no readings that tell the usage of this time; it is unknown, not zero."
    return "No readings tell the usage of this time yet; it is unknown, not zero."


def _part(one: Value) -> str:
    return "" if one.completeness >= 1 else f", for the {one.completeness:.0%} of the time that is known"
