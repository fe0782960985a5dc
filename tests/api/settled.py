"""What a batch run publishes, made with the contract's reference settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.merge import DayRow
from contract.batch_view import write_basis, write_values
from contract.closing import Closing
from contract.settlement import DayUsage, settle_day
from contract.usage import Carry, History, history
from contract.utilities import Utility
from contract.validation import ValidDay, events, tell
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Published:
    """Days of a service point in order, as rows and with the state at each one's end."""

    rows: list[DayRow]
    carries: list[Carry | None]

    @property
    def carry(self) -> Carry | None:
        return self.carries[-1]


def settle(
    run_id: int, closings: Sequence[Closing], utility: Utility, days: Sequence[tuple[int, int]], cutoff: int
) -> Published:
    """Local `days` (their bounds, UTC ms) of a run that has read what came up to `cutoff`."""
    read = [closing for closing in closings if closing.at <= cutoff]
    seen = max(cutoff // INTERVAL_MS * INTERVAL_MS, days[-1][1])
    rows: list[DayRow] = []
    carries: list[Carry | None] = [None]
    for start, stop in days:
        past = history(read, utility, carries[-1])
        day = settle_day(past, start, stop, seen)
        rows.append(_row(run_id, start, day, past))
        carries.append(day.carry)
    return Published(rows, carries[1:])


def _row(run_id: int, start: int, day: DayUsage, past: History) -> DayRow:
    amounts = [value.usage for value in day.values]
    known = sum(amount is not None for amount in amounts)
    codes = _judged(day, start, past)
    return DayRow(run_id, start, len(amounts), write_values(amounts), write_basis(codes), day.total, known)


def _judged(day: DayUsage, start: int, past: History) -> list[int]:
    """The basis of each interval, estimated around steps of the register that do not count."""
    codes = [int(value.basis) for value in day.values]
    judged = ValidDay([value.usage for value in day.values], codes, [0] * (len(codes) + 1))
    for event in events(past):
        tell(judged, start, event)
    return [int(code) for code in judged.basis]
