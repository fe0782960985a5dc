"""Nights missed and then made up for, or never run before: the same as of nights run in time."""

from __future__ import annotations

from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightly.nightlife import settled
from tests.drills.nights import Stand, stand
from tests.drills.town import NIGHTS, deliver, over, reports, stamped, town


def test_two_nights_missed_and_made_up_for_come_to_the_same(settings: Settings, in_time: list[Stand]) -> None:
    sent = reports()
    with town(settings) as own:
        deliver(own, stamped(sent, 0, over(NIGHTS[0])))
        settled(own, Asked())
        assert stand(own) == in_time[0]
        deliver(own, stamped(sent, over(NIGHTS[0]), over(NIGHTS[-1])))
        settled(own, Asked())
        print(f"\ntwo nights made up for: {stand(own)}", flush=True)
        assert stand(own) == in_time[-1]


def test_a_first_settlement_of_all_days_at_once_comes_to_the_same(in_time: list[Stand], at_once: Stand) -> None:
    assert at_once == in_time[-1]


def test_all_days_settled_again_as_one_range_come_to_the_same(settings: Settings, in_time: list[Stand]) -> None:
    sent, before = reports(), 0
    with town(settings) as own:
        for night in NIGHTS:
            deliver(own, stamped(sent, before, over(night)))
            settled(own, Asked())
            before = over(night)
        settled(own, Asked(NIGHTS[1]))
        assert stand(own) == in_time[-1]
