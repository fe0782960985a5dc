"""Putting a tariff on file: checked first, then recorded as its next version, by whichever door it came in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from contract.prices.document import Document, DocumentError, read_document
from contract.tables.tariffs import tariffs
from contract.tariffs import sha256_of


def put_on_file(connection: Connection, tariff_id: str, valid_from: date, text: str, now: int) -> int:
    """Records the document, JSON, at `now` (UTC ms); gives its version. Raises DocumentError, and writes nothing then.

    Bills that it concerns are made again by the next pricing.
    """
    document = read_document(text, f"tariff {tariff_id!r}")
    before = connection.execute(select(tariffs).where(tariffs.c.tariff_id == tariff_id).limit(1)).first()
    if before:
        _check_same(tariff_id, before, document)
    newest = select(func.coalesce(func.max(tariffs.c.version), 0)).where(tariffs.c.tariff_id == tariff_id)
    version = int(connection.execute(newest).scalar_one()) + 1
    row = {"tariff_id": tariff_id, "version": version, "utility": document.utility, "name": document.name}
    more = {"valid_from": valid_from, "document": text, "sha256": sha256_of(text), "recorded_at": now}
    connection.execute(insert(tariffs), [{**row, **more}])
    return version


def _check_same(tariff_id: str, before: Row[Any], document: Document) -> None:
    """What no version may change: a period may have several, and one total."""
    currency = json.loads(before.document)["currency"]
    for was, now in ((before.utility, document.utility), (currency, document.currency)):
        if was != now:
            raise DocumentError(f"tariff {tariff_id!r} is for {was}, this document for {now}")
