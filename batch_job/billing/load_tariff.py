"""Putting a tariff on file by command."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from batch_job.problem import Problem
from contract.prices.document import DocumentError
from contract.prices.on_file import put_on_file


def load_tariff(connection: Connection, tariff_id: str, valid_from: date, text: str, now: int) -> int:
    """Records the document; gives its version. Bills that it concerns are made again by the next pricing."""
    try:
        return put_on_file(connection, tariff_id, valid_from, text, now)
    except DocumentError as error:
        raise Problem(f"{error}; mend it, or give it another id, and load it again.") from None
