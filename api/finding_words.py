"""What each rule of validation says, in a sentence for whoever lives there."""

from __future__ import annotations

from contract.rules import Rule

LINE = "line"
EVEN = "even"
MISSING = "missing"

WORDS: dict[str, str] = {
    LINE: "No reading came at the end: it lies on the straight line between the readings on both sides.",
    EVEN: "No readings came for over two hours: what was used in that time is spread evenly, and adds up exactly.",
    MISSING: "No readings tell what was used in this time; it is unknown, not zero.",
    Rule.LIKE_DAY.name: "No readings came: what was used is spread as these hours usually are, and adds up exactly.",
    Rule.TEMPERATURE.name: "No readings came: what was used is spread by how cold it was, and adds up exactly.",
    Rule.CATCH_UP.name: "The register stood still and moved on at once: its rise is spread over the time it stood.",
    Rule.CORRECTED.name: "An operator corrected a read here: {reason} ({by}).",
    Rule.DUPLICATE.name: "A reading came twice, the same: it counts once.",
    Rule.CONFLICT.name: "Two readings of one instant differed: the greater one counts.",
    Rule.BEFORE_SUPPLY.name: "A reading came from before supply began: it is not used.",
    Rule.CLOCK.name: "The meter's clock ran ahead.",
    Rule.NEGATIVE.name: "The register went back.",
    Rule.SPIKE.name: "Far more than in the rest of the day.",
    Rule.STUCK.name: "The register stood still for hours while supply was drawn: the meter may be stuck.",
    Rule.ZERO_RUN.name: "Nothing at all was used for unusually long.",
    Rule.HIGH.name: "More than four times a usual day.",
    Rule.LOW.name: "Less than an eighth of a usual day.",
    Rule.SUM.name: "The day's values do not add up to its registers.",
    Rule.MULTIPLIER.name: "10, 100 or 1000 times a usual day, or that part of it: a multiplier may be wrong.",
    Rule.ROLLOVER.name: "The register passed its last digit and began again at zero; what was used counts.",
    Rule.RESET.name: "The register began anew; what was used just before is not known.",
    Rule.BACK_STEP.name: "The register went back a little: it is held until it has caught up.",
    Rule.SWAP.name: "The meter was changed.",
    Rule.JUMP.name: "The register jumped by more than any supply can carry: that is not counted.",
    Rule.RETURN.name: "The register is back where it was before one odd reading; what was used since counts.",
}


def words(rule: str, evidence: dict[str, int | str]) -> str:
    """The sentence of a rule, or of a way to estimate."""
    return WORDS[rule].format(**{"reason": "", "by": "", **evidence})
