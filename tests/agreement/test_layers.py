"""Reference = Flink = Spark to the integer, and the merged answer is the truth at every position of the horizon."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import create_engine, select

from api.merge import Layer, Merged
from api.register_events import EventKind, register_events
from contract.tables.batch_view import reconciled_causes, reconciliations
from contract.usage import Basis, History, history, known_ends, level_at
from contract.validity import Fault, fault
from tests.agreement.commands import archive_to_end
from tests.agreement.drained import drained
from tests.agreement.generated_readings import BLOCKS, START, STOP, days_of
from tests.agreement.horizons import POINTS, POSITIONS, Answers, Point, at_every_position
from tests.agreement.playing import Played
from tests.agreement.sending import places
from tests.api.settled import settle

pytestmark = pytest.mark.timeout(600)
EVERY_POSITION = pytest.mark.parametrize("position", range(len(POSITIONS)))


@pytest.fixture(scope="module")
def archived(played: Played) -> Played:
    """Everything that was sent is on S3 too."""
    archive_to_end(played.settings)
    return played


@pytest.fixture(scope="module")
def answers(archived: Played) -> list[Answers]:
    return at_every_position(archived.settings)


def past(played: Played, point: Point) -> History:
    return history(played.closings(*point), point[0])


def truth(played: Played, point: Point) -> int | None:
    """Usage between the first and the last interval end whose level is known."""
    known = known_ends(past(played, point), START, STOP)
    return known[-1].level - known[0].level if len(known) > 1 else None


def total(merged: Merged) -> int | None:
    amounts = [*(piece.usage for piece in merged.pieces), *(span.usage for span in merged.spans)]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


@EVERY_POSITION
def test_the_merged_total_is_the_truth(played: Played, answers: list[Answers], position: int) -> None:
    expected = {point: truth(played, point) for point in POINTS}
    assert {point: total(merged) for point, merged in answers[position].merged.items()} == expected
    assert answers[position].over_http == expected


@EVERY_POSITION
def test_each_interval_is_answered_once_and_right(played: Played, answers: list[Answers], position: int) -> None:
    for point, merged in answers[position].merged.items():
        horizon = days_of(point[1])[position - 1][1] if position else START
        assert [piece.start for piece in merged.pieces] == list(range(START, STOP, 900_000))
        assert all((piece.end <= horizon) == (piece.layer is Layer.BATCH) for piece in merged.pieces)
        segments = past(played, point).segments
        for piece in merged.pieces:
            if piece.usage is not None and piece.basis in (Basis.MEASURED, Basis.LINEAR):
                before, after = level_at(segments, piece.start), level_at(segments, piece.end)
                assert before is not None, (point, piece)
                assert after is not None, (point, piece)
                assert piece.usage == after.level - before.level, (point, piece)


def test_what_registers_did_is_told_until_it_is_settled(played: Played, answers: list[Answers]) -> None:
    did = {point: register_events(past(played, point)) for point in POINTS}
    kinds = {event.kind for events in did.values() for event in events}
    assert kinds == {EventKind.SWAP, EventKind.ROLLOVER, EventKind.RESET, EventKind.BACK_STEP}
    expected = {point: [(event.kind, event.after, event.at) for event in events] for point, events in did.items()}
    assert answers[0].registers == expected
    assert not any(answers[-1].registers.values())


def test_settled_days_are_the_reference_to_the_integer(played: Played, answers: list[Answers]) -> None:
    for point, side in answers[-1].batch.items():
        days = days_of(point[1])
        reference = settle(0, played.closings(*point), point[0], days, days[-1][1])
        latest = {row.start: row for row in sorted(side.days, key=lambda row: row.run_id)}
        assert [latest[start]._replace(run_id=0) for start, _ in days] == reference.rows, point
        assert side.carry == reference.carry, point


def test_no_night_found_a_difference(played: Played, answers: list[Answers]) -> None:
    """Doubled, conflicting, disordered and late readings, but none that came after its night was closed."""
    engine = create_engine(played.settings.mysql_url)
    with engine.connect() as connection:
        rows = connection.execute(select(reconciliations)).all()
        causes = connection.execute(select(reconciled_causes)).all()
    engine.dispose()
    assert len({row.run_id for row in rows}) == (len(POSITIONS) - 1) * len(BLOCKS)
    assert sum(row.compared for row in rows) > 5_000
    assert [row for row in rows if row.matched != row.compared] == causes == []


def test_what_no_engine_can_use_is_in_quarantine_with_its_place(archived: Played) -> None:
    expected: Counter[tuple[str, str, int, int]] = Counter()
    for message, partition, offset in places(archived.settings, archived.sent):
        why = fault(message.report, message.stamp) if message.report else Fault.UNDECODABLE
        if why is not Fault.NONE:
            topic = archived.settings.topic(message.utility.name)
            expected[why.name.lower(), topic, partition, offset] += 1
    assert {reason for reason, *_ in expected} >= {"undecodable", "columns", "identity", "range", "future", "ancient"}
    rows = drained(archived.settings, "quarantine")
    found = ((row["reason"], row["topic"], row["partition"], row["offset"]) for row in rows)
    assert Counter(found) == expected
