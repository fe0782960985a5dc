"""Feeders that miss energy as cases: what they miss by interval, and what each of their customers used meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from batch_job.grid.balance import fed_by
from batch_job.grid.clues import Case
from batch_job.grid.connections import Connections
from batch_job.grid.missing import Blocks, Compared, Missing
from batch_job.grid.window import Numbers, Window
from contract.batch_view import UNKNOWN


def cases(
    feeders: Numbers,
    compared: Compared,
    found: Missing,
    connections: Connections,
    window: Window,
    *,
    export: Window | None = None,
) -> Iterator[Case]:
    """Of the feeders (numbers, in the order of the rows) that miss energy and of whose stays there are any.

    `window` holds all users of `connections`, `export` those of them who feed in.
    """
    span, blocks = window.span, Blocks.of(window.span)
    for row in found.suspicious().tolist():
        own = connections.take(connections.feeder == feeders[row])
        rows = window.rows(own.user)
        if len(rows):
            known = (window.values[rows] != UNKNOWN) & own.here(span)
            lives_on_its_own = fed_by(export, own.user, window) != 0
            usual = found.usual[row][blocks.of_column]
            comparable, head = compared.comparable[row], compared.head[row]
            yield Case(
                feeder_id=int(feeders[row]),
                users=own.user,
                usage=np.where(known, window.values[rows], 0).astype(np.float64),
                counted=known,
                known=known & ~lives_on_its_own,
                head=np.where(comparable, head, 0).astype(np.float64),
                missed=np.where(comparable, head * (1 - usual) - compared.supplied[row], 0),
                on=found.missing[row][blocks.of_column] & comparable,
                deviations=found.deviations[row],
                missing=found.missing[row],
                span=span,
                blocks=blocks,
            )
