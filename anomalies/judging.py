"""From episodes to alerts: how bad, what it may have cost, where.

Severity: notice unless this table says more. An outage is critical. Warnings: stuck and reverse_flow always; leak and
gas_in_summer always; level_shift from twice its criterion; night_flow and silent from FAR times theirs. A leak is
critical from FAR times its criterion.
Cost: the episode's amount (what ran away, was not counted, or was used beyond what is usual) times the utility's unit
price; none where the amount is not known, as of silent meters and outages.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from anomalies.detectors.episode import Episode
from contract.alerts import Alert, Kind, Place, Severity, alert_id
from contract.settings import Settings
from contract.utilities import ELECTRICITY, GAS, WATER, Utility

FAR = 8.0
CENT = Decimal("0.01")
BASE_UNITS = 1_000_000  # mWh of a kWh, mL of a m3: what a price is of
WARNINGS = {
    Kind.STUCK: 0.0,
    Kind.REVERSE_FLOW: 0.0,
    Kind.LEAK: 0.0,
    Kind.GAS_IN_SUMMER: 0.0,
    Kind.LEVEL_SHIFT: 2.0,
    Kind.NIGHT_FLOW: FAR,
    Kind.SILENT: FAR * 18,  # of 10 minutes: a day
}


@dataclass(frozen=True)
class Prices:
    """Of a kWh, and of a m3."""

    of: dict[Utility, Decimal]


def prices(settings: Settings) -> Prices:
    named = {ELECTRICITY: settings.price_electricity, GAS: settings.price_gas, WATER: settings.price_water}
    return Prices({utility: Decimal(text) for utility, text in named.items()})


def severity(episode: Episode) -> Severity:
    if episode.kind is Kind.OUTAGE or (episode.kind is Kind.LEAK and episode.score >= FAR):
        return Severity.CRITICAL
    least = WARNINGS.get(episode.kind)
    return Severity.WARNING if least is not None and episode.score >= least else Severity.NOTICE


def cost(episode: Episode, known: Prices) -> str | None:
    """Decimal text to the cent."""
    if episode.amount is None:
        return None
    if episode.utility not in known.of:
        return None  # of what is fed in, a tariff alone knows the price
    amount = Decimal(round(episode.amount)) / BASE_UNITS * known.of[episode.utility]
    return str(amount.quantize(CENT, ROUND_HALF_EVEN))


def new_alert(episode: Episode, known: Prices, place: Place | None, now: int) -> Alert:
    """`now`: the data's clock, UTC ms."""
    return Alert(
        alert_id(episode.kind, episode.utility, episode.where or episode.user_id, episode.start),
        episode.kind,
        episode.user_id,
        episode.utility.name,
        episode.start,
        episode.end,
        severity(episode),
        episode.evidence,
        cost(episode, known),
        place,
        now,
        episode.members,
    )
