"""What the live view must hold: the closing readings of all that the broker holds, by the contract's reference."""

from __future__ import annotations

from collections import defaultdict

from confluent_kafka import Message

from contract.closing import Closing, closing_readings
from contract.encoding.messages import UndecodableError, decode
from contract.live_view import METER_BITS, SLOTS
from contract.live_windows import LiveReference, live_reference
from contract.reading import Reading, Report
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.validity import Fault, fault
from contract.windows import INTERVAL_MS, index
from tests.report_topics import Place, messages

Point = tuple[str, int]
"""A utility's letter and a user."""


def references(settings: Settings) -> dict[str, LiveReference]:
    """All that the speed layer must make of the topics, by utility name."""
    found = {}
    for utility in UTILITIES:
        heard = (_read(message) for batch in messages(settings, utility) for message in batch)
        found[utility.name] = live_reference((each for each in heard if each), settings)
    return found


class Truth:
    """The closing readings of what lies on a namespace's topics. It reads nothing twice: drills have a clock."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read_to: dict[Place, int] = {}
        self._readings: dict[Point, list[Reading]] = defaultdict(list)

    def closings(self) -> dict[Point, list[Closing]]:
        """By service point, as far back as the live view reaches, meter numbers as short as there."""
        for utility in UTILITIES:
            for batch in messages(self._settings, utility, self._read_to):
                for message in batch:
                    self._hear(utility, message)
        return {point: _reach(closing_readings(readings)) for point, readings in self._readings.items()}

    def _hear(self, utility: Utility, message: Message) -> None:
        self._read_to[message.topic() or "", message.partition() or 0] = (message.offset() or 0) + 1
        heard = _read(message)
        if heard and fault(*heard) is Fault.NONE:
            self._readings[utility.letter, heard[0].user_id] += heard[0].readings()


def _read(message: Message) -> tuple[Report, int] | None:
    """The report and its stamp (UTC ms); None if it is no report."""
    try:
        return decode(message.value() or b""), message.timestamp()[1]
    except UndecodableError:
        return None


def _reach(found: list[Closing]) -> list[Closing]:
    oldest = index(found[-1].at, INTERVAL_MS) - SLOTS
    return [
        each._replace(meter_id=each.meter_id % 2**METER_BITS) for each in found if index(each.at, INTERVAL_MS) > oldest
    ]
