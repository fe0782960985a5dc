"""From merged pieces to the values of a question: sums over periods, with their layer, quality and completeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.merge import Layer, Merged, Piece
from contract.usage import Basis, Usage
from contract.windows import INTERVAL_MS


class Quality(StrEnum):
    """How good a number is, best first; a sum is as good as the weakest number in it."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    PROVISIONAL = "provisional"
    MISSING = "missing"


@dataclass(frozen=True)
class Value:
    """What (start, end] comes to: UTC ms; mWh or mL, None if nothing is known; completeness from 0 to 1."""

    start: int
    end: int
    usage: int | None
    layer: Layer
    run_id: int | None
    quality: Quality
    basis: Basis
    completeness: float


def sums(merged: Merged, periods: Iterable[tuple[int, int]]) -> tuple[list[Value], list[Usage]]:
    """One value per period that has pieces, and the spans that lie in no single period, which only the total counts."""
    values: list[Value] = []
    pieces, spans, first = merged.pieces, merged.spans, 0
    inside: set[Usage] = set()
    for start, end in periods:
        last = first
        while last < len(pieces) and pieces[last].end <= end:
            last += 1
        held = [span for span in spans if start <= span.start and span.end <= end]
        if last > first:
            values.append(value(start, end, pieces[first:last], held))
            inside.update(held)
        first = last
    return values, [span for span in spans if span not in inside]


def value(start: int, end: int, pieces: Sequence[Piece], spans: Sequence[Usage]) -> Value:
    """The sum of pieces and of spans whose amount the pieces do not have."""
    known = [piece for piece in pieces if piece.usage is not None]
    amounts = [piece.usage or 0 for piece in known] + [span.usage or 0 for span in spans]
    basis = max((*(piece.basis for piece in known), *(span.basis for span in spans)), default=Basis.UNKNOWN)
    layers = {piece.layer for piece in pieces} | ({Layer.SPEED} if spans or not pieces else set())
    runs = {piece.run_id for piece in known if piece.run_id is not None}
    return Value(
        start,
        end,
        sum(amounts) if amounts else None,
        layers.pop() if len(layers) == 1 else Layer.MIXED,
        runs.pop() if len(runs) == 1 and not spans and all(piece.layer is Layer.BATCH for piece in pieces) else None,
        _quality(known, spans),
        basis,
        _completeness(pieces, spans),
    )


def _quality(known: Sequence[Piece], spans: Sequence[Usage]) -> Quality:
    if spans or any(piece.layer is Layer.SPEED for piece in known):
        return Quality.PROVISIONAL
    if not known:
        return Quality.MISSING
    measured = all(piece.basis is Basis.MEASURED for piece in known)
    return Quality.MEASURED if measured else Quality.ESTIMATED


def _completeness(pieces: Sequence[Piece], spans: Sequence[Usage]) -> float:
    if not pieces:
        return 0.0
    start, stop = pieces[0].start, pieces[-1].end
    spanned = sum(min(span.end, stop) - max(span.start, start) for span in spans) // INTERVAL_MS
    return (sum(piece.known for piece in pieces) + spanned) / ((stop - start) // INTERVAL_MS)
