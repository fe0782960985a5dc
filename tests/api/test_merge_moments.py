"""The merge at every moment, while readings come late, doubled, out of order, corrected or never, and horizons move."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.merge import Layer, Merged, as_live, merge
from contract.batch_view import read_values
from contract.closing import Closing, closing_readings
from contract.reading import Reading
from contract.usage import history, known_ends, level_at
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, INTERVAL_MS
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
        before, told = self.merged(), self.known() == self.speed() and not self.waits()
        self.nights.run(first, stop, self.known(), START + stop * DAY_MS + grace)
        if told:
            assert total(self.merged()) == total(before)

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

    @invariant()
    def the_total_is_what_the_readings_say(self) -> None:
        """What is published rests on the readings of its runs, what is live on those since; nothing else moves it."""
        assert (total(self.merged()) or 0) == self.grown()

    @invariant()
    def the_seam_adjustment_is_what_live_levels_did_not_grow_by(self) -> None:
        merged, carry = self.merged(), self.nights.carries[-1]
        served = carry.served if carry else None
        past = history(ring(self.speed(), STOP), ELECTRICITY, as_live(carry))
        after = known_ends(past, served.at + INTERVAL_MS, STOP)[-1:] if served else []
        own = level_at(past.segments, served.at) if served else None
        live = max(after[0].level - served.level, 0) if served and after else 0
        assert merged.seam_adjustment == (live - (after[0].level - own.level) if own and after else 0)

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

    def grown(self) -> int:
        """From the level that the published days begin at, or the first known, to the last one known or served."""
        carry, horizon = self.nights.carries[-1], START + self.nights.days * DAY_MS
        if carry is None:
            return usage(self.speed(), horizon)
        believed = [each for each in self.nights.settled_on if each.at <= carry.segment.at]
        believed += [each for each in self.speed() if each.at > carry.segment.at]
        found = known_ends(history(believed, ELECTRICITY), self.nights.counted_from, STOP)
        base = found[0].level if self.nights.base is None and found else self.nights.base or 0
        levels = [known.level for known in found[-1:] if known.at >= horizon]
        return max(levels + ([carry.served.level] if carry.served else []), default=base) - base

    def waits(self) -> bool:
        """Whether all that came since the last run came late to days that it had settled; it counts from the next."""
        carry, horizon = self.nights.carries[-1], START + self.nights.days * DAY_MS
        past = history(self.speed(), ELECTRICITY, carry)
        return carry is not None and len(past.segments) > 1 and not known_ends(past, horizon, STOP)

    def speed(self) -> list[Closing]:
        return closing_readings(self.heard)

    def known(self) -> list[Closing]:
        """What the batch makes of everything that has arrived: a correction stands in its reading's place."""
        return closing_readings(self.corrected.get((each.meter_id, each.at), each) for each in self.heard)

    def merged(self) -> Merged:
        return merge(self.nights.side, ring(self.speed(), STOP), ELECTRICITY, START, STOP)


def usage(closings: list[Closing], start: int = START) -> int:
    """Between the first (from `start` on) and the last interval end whose level is known."""
    known = known_ends(history(closings, ELECTRICITY), start, STOP)
    return known[-1].level - known[0].level if len(known) > 1 else 0


TestMoments = Moments.TestCase
TestMoments.settings = settings(max_examples=60, stateful_step_count=14, deadline=None, derandomize=True)
