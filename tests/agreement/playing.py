"""The generated fleet through the stream, once for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

from contract.closing import Closing, closing_readings
from contract.live_windows import LiveReference, live_reference
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from tests.agreement.enrolment import enrol
from tests.agreement.generated_readings import BLOCKS, Sent, fleet
from tests.agreement.sending import send, send_registry
from tests.agreement.stream_run import run_to_end


@dataclass(frozen=True)
class Played:
    """A namespace whose topics hold `sent` and whose live view is what the stream made of it."""

    settings: Settings
    sent: list[Sent]
    references: dict[str, LiveReference]  # by utility

    def closings(self, utility: Utility, user_id: int) -> list[Closing]:
        """The closing readings of everything usable that was sent."""
        return closing_readings(self.references[utility.name].readings[user_id])


def play(settings: Settings) -> Played:
    """Sends the fleet and runs the stream to its end."""
    enrol(settings)
    sent = fleet(settings, seed=7)
    send_registry(settings, BLOCKS.values())
    send(settings, sent)
    run_to_end(settings)
    return Played(settings, sent, {utility.name: _reference(settings, sent, utility) for utility in UTILITIES})


def _reference(settings: Settings, sent: list[Sent], utility: Utility) -> LiveReference:
    heard = ((each.report, each.stamp) for each in sent if each.utility is utility and each.report is not None)
    return live_reference(heard, settings)
