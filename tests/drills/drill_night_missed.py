"""Two nights missed and then made up for: the same checksums as of nights run in time."""

from __future__ import annotations

from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightlife import settled
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
