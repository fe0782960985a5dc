"""The merge at every moment, while readings come late, doubled, out of order, corrected or never, and horizons move."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.merge import Layer, Merged, merge
from contract.batch_view import read_values
from contract.closing import Closing, closing_readings
from contract.reading import Reading
from contract.usage import history, known_ends
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS
from tests.api.nights import INTERVALS, Nights
from tests.api.test_merge import DAYS, START, STOP, readings, ring, total

graces = st.sampled_from([0, 600_000, 7_200_000, DAY_MS])


class Moments(RuleBasedStateMachine):
    """One service point: what is still to come, what has arrived, and what is published of it."""

    @initialize(found=readings())
    def begin(self, found: list[Reading]) -> None:
        self.waiting, self.held = list(found), list[Reading]()
        self.heard: list[Reading] = []
        self.corrected: dict[tuple[int, int], Reading] = {}
        self.nights = Nights(START)

    # what arrives

    @precondition(lambda self: self.waiting)
    @rule(count=st.integers(1, 40), held=st.sets(st.integers(0, 39), max_size=4))
    def readings_come_and_some_are_held_back(self, count: int, held: set[int]) -> None:
        now, self.waiting = self.waiting[:count], self.waiting[count:]
        self.held += [each for number, each in enumerate(now) if number in held]
        self.heard += [each for number, each in enumerate(now) if number not in held]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def what_was_held_back_comes_in_any_order(self, data: st.DataObject) -> None:
        self.heard += data.draw(st.permutations(self.held))
        self.held = []

    @precondition(lambda self: self.held)
    @rule()
    def what_was_held_back_is_lost(self) -> None:
        self.held = []

    @precondition(lambda self: self.heard)
    @rule(data=st.data())
    def some_come_again_in_any_order(self, data: st.DataObject) -> None:
        before = self.merged()
        self.heard += data.draw(st.lists(st.sampled_from(self.heard), max_size=5))
        self.heard = data.draw(st.permutations(self.heard)) if len(self.heard) < 30 else self.heard[::-1]
        assert self.merged() == before

    @precondition(lambda self: self.heard)
    @rule(data=st.data(), by=st.integers(-50_000, 200_000))
    def one_is_corrected(self, data: st.DataObject, by: int) -> None:
        """By an operator, so that only the batch has it; it shows once its day is settled again."""
        one, before = data.draw(st.sampled_from(self.heard)), self.merged()
        self.corrected[one.meter_id, one.at] = one._replace(register=max(one.register + by, 0))
        assert self.merged() == before

    # what is published

    @precondition(lambda self: self.nights.days < DAYS)
    @rule(count=st.integers(1, DAYS), grace=graces)
    def the_horizon_moves(self, count: int, grace: int) -> None:
        first, stop = self.nights.days, min(self.nights.days + count, DAYS)
        before, told = self.merged(), self.known() == self.speed()
        self.nights.run(first, stop, self.known(), START + stop * DAY_MS + grace)
        after = self.merged()
        if told:
            moved = (total(after) or 0) - (total(before) or 0)
            assert moved == after.seam_adjustment - before.seam_adjustment

    @precondition(lambda self: self.nights.days)
    @rule(data=st.data(), grace=graces)
    def days_are_settled_again(self, data: st.DataObject, grace: int) -> None:
        first = data.draw(st.integers(0, self.nights.days - 1))
        stop = self.nights.days
        self.nights.run(first, stop, self.known(), START + stop * DAY_MS + grace)

    # what must hold

    @invariant()
    def no_interval_is_answered_twice_or_lost(self) -> None:
        merged, horizon = self.merged(), START + self.nights.days * DAY_MS
        edges = [START, *(piece.end for piece in merged.pieces)]
        assert [piece.start for piece in merged.pieces] == edges[:-1]
        assert edges[-1] == STOP
        assert all((piece.end <= horizon) == (piece.layer is Layer.BATCH) for piece in merged.pieces)
        live = [piece for piece in merged.pieces if piece.usage is not None and piece.layer is Layer.SPEED]
        assert not any(span.start < piece.end <= span.end for span in merged.spans for piece in live)

    def teardown(self) -> None:
        """Once the batch has caught up, merged = batch = the reference over everything, corrections included."""
        self.heard += [*self.waiting, *self.held]
        nights = Nights(START)
        nights.run(0, DAYS, self.known(), STOP)
        self.nights.run(0, DAYS, self.known(), STOP)
        latest = {row.start: row for row in self.nights.rows}
        values = [value for row in nights.rows for value in read_values(row.values, INTERVALS)]
        merged = self.merged()
        assert [latest[row.start]._replace(run_id=1) for row in nights.rows] == nights.rows
        assert [piece.usage for piece in merged.pieces] == values
        assert not merged.spans
        assert (total(merged) or 0) == usage(self.known()) == sum(value or 0 for value in values)

    def speed(self) -> list[Closing]:
        return closing_readings(self.heard)

    def known(self) -> list[Closing]:
        """What the batch makes of everything that has arrived: a correction stands in its reading's place."""
        return closing_readings(self.corrected.get((each.meter_id, each.at), each) for each in self.heard)

    def merged(self) -> Merged:
        return merge(self.nights.side, ring(self.speed(), STOP), ELECTRICITY, START, STOP)


def usage(closings: list[Closing], start: int = START) -> int:
    """Between the first (from `start` on) and the last interval end whose level is known."""
    known = known_ends(history([each for each in closings if each.at <= STOP], ELECTRICITY), start, STOP)
    return known[-1].level - known[0].level if len(known) > 1 else 0


TestMoments = Moments.TestCase
TestMoments.settings = settings(max_examples=40, stateful_step_count=14, deadline=None, derandomize=True)
