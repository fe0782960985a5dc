"""Accounting of the stream: readings received = in live windows + late + unusable, per utility and county, ever since.

Redis: hash prefix + "accounting", a field per utility letter and county (FIPS number, 4 bytes, big end first; 0 where
the user is not in the registry or the message cannot be decoded). Counted twice on the way, when a reading comes and
when its window is complete, so that a reading lost between the two would show.
"""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass

from contract.utilities import BY_LETTER, Utility

ACCOUNT = struct.Struct("<qqqqq")
FIELD = struct.Struct(">cI")


@dataclass(frozen=True)
class Account:
    """Readings up to the live window that ended at `window_end` (UTC ms); late and unusable ones by broker time.

    A message without readings, or that nobody can decode, counts as one.
    """

    window_end: int
    received: int
    in_windows: int
    late: int
    unusable: int

    @property
    def difference(self) -> int:
        """0, or readings are missing."""
        return self.received - self.in_windows - self.late - self.unusable


def accounting_key(prefix: bytes) -> bytes:
    return prefix + b"accounting"


def write_account(account: Account) -> bytes:
    return ACCOUNT.pack(*astuple(account))


def read_accounts(fields: dict[bytes, bytes]) -> dict[tuple[Utility, int], Account]:
    """The whole hash, by utility and county."""
    accounts: dict[tuple[Utility, int], Account] = {}
    for field, data in fields.items():
        letter, county = FIELD.unpack(field)
        accounts[BY_LETTER[letter.decode()], county] = Account(*ACCOUNT.unpack(data))
    return accounts
