"""Why somebody is suspected, as a sentence with its numbers."""

from __future__ import annotations

from contract.grid_view import Evidence, Reason


def theft_words(reason: Reason, evidence: Evidence) -> str:
    """One sentence for an operator."""
    factor, fall = f"{max(evidence.factor, 0):.2f}", f"{max(evidence.fall, 0):.0%}"
    sentences = {
        Reason.SHARE: f"What its feeder misses rises and falls with this meter, {factor} for each unit it counts.",
        Reason.NIGHT: f"Its feeder misses energy at night alone, when this meter counts {fall} less than usual here.",
        Reason.SOME_DAYS: f"Its feeder misses energy on some days, when this meter counts {fall} less than usual here.",
        Reason.LIMITED: f"It stops at {evidence.ceiling_w:,} W for {evidence.at_ceiling:.0%} of the time.",
        Reason.TAPPED: f"It counts nothing for {evidence.zeros:.0%} of the time more when its feeder misses energy.",
        Reason.FELL: f"It counts {fall} less than usual here, when and by as much as its feeder misses.",
        Reason.STOPPED: f"It stood still for {evidence.stopped_days} whole days: more likely broken than bypassed.",
    }
    return sentences[reason]
