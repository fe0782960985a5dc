"""The steps of a replay: read all, number the homes, tell the registry, then send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from contract.settings import Settings
from contract.topics import REGISTRY
from simulator.country.meters import meter_of
from simulator.country.population import Numbers
from simulator.enrol.blocks import block_batch
from simulator.enrol.tables import transaction, upsert
from simulator.replay import homes
from simulator.replay.account import Account
from simulator.replay.meter_file import Layout, MeterFile
from simulator.replay.reports import reports
from simulator.replay.sending import Target, present
from simulator.sending.producer import Sender


def replay_file(target: Target, found: MeterFile, layout: Layout, first_user_id: int, moved: int) -> Account:
    """Sends everything in the file `moved` ms later than it was. Raises a sentence before anything is half done."""
    at = found.readings.at + moved
    first, sender = int(at.min()), Sender(target.settings)
    target.ready(sender, first, REGISTRY.name)
    user_ids = np.array(_enrol(target.settings, found, at, layout, first_user_id), np.int64)
    sender.send(block_batch(homes.blocks(user_ids.tolist(), layout.zone), present()))
    sender.settle()
    batches = reports(found.readings, user_ids, layout.utility, target.settings.partitions, moved)
    sent = target.send(sender, batches, len(found.readings), first)
    users = dict(zip(found.names, user_ids.tolist(), strict=True))
    return Account(
        **asdict(found.findings),
        sent=sent,
        homes=len(users),
        first_at=first,
        last_at=int(at.max()),
        users=users,
    )


def _enrol(settings: Settings, found: MeterFile, at: Numbers, layout: Layout, first: int) -> Sequence[int]:
    """Writes the homes to the registry's tables and gives their numbers."""
    with transaction(settings) as connection:
        known = homes.registered(connection)
        user_ids = homes.number(found.names, known, layout.zone, first)
        since = dict(zip(user_ids, earliest(found.readings.home, at, len(user_ids)), strict=True))
        for user_id in user_ids:
            since[user_id] = min(since[user_id], known.supplied.get((user_id, layout.utility.name), since[user_id]))
        numbered = dict(zip(found.names, user_ids, strict=True))
        meter_ids = meter_of(np.array(user_ids), layout.utility).tolist()
        for table, rows in homes.rows(numbered, meter_ids, since, layout.utility, layout.zone):
            upsert(connection, table, rows)
    return user_ids


def earliest(home: Numbers, at: Numbers, homes_in_all: int) -> list[int]:
    """The first instant of each home (UTC ms); of one without any reading, the file's."""
    found = np.full(homes_in_all, at.max())
    np.minimum.at(found, home, at)
    return [int(instant) for instant in found]
