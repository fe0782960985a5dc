"""What became of a file, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from simulator.instants import to_iso


@dataclass(frozen=True)
class Account:
    """Counts of rows, but `sent`: of messages. Instants in UTC ms, as sent; `users` are numbers by name."""

    rows: int
    sent: int
    skipped: dict[str, int]
    duplicates: int
    out_of_order: int
    repeated_hour: int
    skipped_hour: int
    openings: int
    homes: int
    first_at: int
    last_at: int
    users: dict[str, int]

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    def as_text(self) -> str:
        skipped = ", ".join(f"{count:,} with {reason}" for reason, count in self.skipped.items()) or "none"
        clock = f"in autumn's repeated hour {self.repeated_hour:,}, in spring's skipped hour {self.skipped_hour:,}"
        numbers = self.users.values()
        lines = (
            f"Sent {self.sent:,} readings of {self.rows:,} rows, {to_iso(self.first_at)} to {to_iso(self.last_at)}.",
            f"Skipped: {skipped}. Opening readings added: {self.openings:,}.",
            f"Sent as they are: {self.duplicates:,} duplicates, {self.out_of_order:,} out of order; {clock}.",
            f"Homes: {self.homes:,}, with user numbers from {min(numbers)} to {max(numbers)}.",
        )
        return "\n".join(lines)
