"""Our job and others over the same readings: readings a second from all tasks running to the end, and the ratios."""

from __future__ import annotations

from collections.abc import Sequence

from infra import native
from infra.place import Place
from infra.problem import Problem
from tests.bench.races.backlog import Backlog, backlog
from tests.bench.races.json_readings import produce_json
from tests.bench.races.outside import Outside, install
from tests.bench.races.racers import AIMS, OURS, PEERS, Racer
from tests.bench.record import Record

COMMAND = "make bench ONLY=races"
CONDITIONS = (
    "a backlog from its beginning to its end on 2 cores, windows of 60 s, each result equal to the truth; start-up "
    "left out for all (Flink: until the last task runs; Quix: until its first message; Spark: only its batches count)"
)


def races(it: native.Stack, names: Sequence[str] = (), share: float = 1.0) -> list[Record]:
    """Ours against the peers of these names, or all, over so large a share of their readings. Raises Problem."""
    for name in names:
        if name not in PEERS:
            raise Problem(f"There is no racer {name!r}; there are {', '.join(PEERS)}.")
    outside, backlogs = install(Place()), _Backlogs(it, share)
    at_length = _run(it, OURS, backlogs.of(OURS), outside)
    ours: dict[Backlog, tuple[float, float]] = {backlogs.of(OURS): at_length}
    theirs = {}
    for name in names or PEERS:
        readings = backlogs.of(PEERS[name])
        if readings not in ours:
            ours[readings] = _run(it, OURS, readings, outside)
        theirs[name] = (*_run(it, PEERS[name], readings, outside), ours[readings][0])
    return _records(at_length, theirs)


def _run(it: native.Stack, racer: Racer, readings: Backlog, outside: Outside) -> tuple[float, float]:
    seconds, cpu_s = racer.run(it, readings, outside)
    rate, cost = readings.readings / seconds, cpu_s / readings.readings * 1e6
    print(
        f"{racer.title}: {readings.readings:,} readings in {seconds:.1f} s, {rate:,.0f} readings/s, "
        f"{cost:.2f} CPU s per million; result as the truth",
        flush=True,
    )
    return rate, cost


class _Backlogs:
    """Made when first asked for."""

    def __init__(self, it: native.Stack, share: float) -> None:
        self._it, self._share = it, share
        self._made: dict[tuple[int, int], Backlog] = {}
        self._with_json: set[tuple[int, int]] = set()

    def of(self, racer: Racer) -> Backlog:
        size = max(64, round(racer.users * self._share)), racer.minutes
        if size not in self._made:
            self._made[size] = backlog(self._it, *size)
        if racer.json and size not in self._with_json:
            produce_json(self._made[size])
            self._with_json.add(size)
        return self._made[size]


def _records(at_length: tuple[float, float], theirs: dict[str, tuple[float, float, float]]) -> list[Record]:
    """Of each peer its rate, its cost, and our rate over the very same readings."""
    rate, cost = at_length
    others = {PEERS[name].title: float(round(measured[0])) for name, measured in theirs.items()}
    dear = {PEERS[name].title: round(measured[1], 2) for name, measured in theirs.items()}
    found = [
        Record("race.readings_per_s", round(rate), "readings/s", COMMAND, CONDITIONS, others),
        Record("race.cpu_s_per_million", round(cost, 2), "CPU s, Redis included", COMMAND, CONDITIONS, dear),
    ]
    for name, (rate_of_it, cost_of_it, same) in theirs.items():
        aim = f"; aim {AIMS[name]}" if name in AIMS else ""
        unit = f"times as many readings/s as {PEERS[name].title}{aim}"
        found.append(Record(f"race.ratio.{name}", round(rate / rate_of_it, 1), unit, COMMAND, CONDITIONS))
        short = f"the same where ours reads the very readings that its peer read, {same:,.0f} readings/s"
        found.append(Record(f"race.short_ratio.{name}", round(same / rate_of_it, 1), short, COMMAND, CONDITIONS))
        cheaper = f"times as much CPU as ours for the same work ({PEERS[name].title})"
        found.append(Record(f"race.cpu_ratio.{name}", round(cost_of_it / cost, 1), cheaper, COMMAND, CONDITIONS))
    return found
