"""Our job and others over the same readings: readings a second from all tasks running to the end, and the ratios."""

from __future__ import annotations

from collections.abc import Sequence

from infra import native
from infra.place import Place
from infra.problem import Problem
from tests.bench.races.backlog import Backlog, backlog
from tests.bench.races.json_readings import produce_json
from tests.bench.races.outside import install
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
    rates, costs = {}, {}
    for name, racer in {"": OURS, **{name: PEERS[name] for name in names or PEERS}}.items():
        readings = backlogs.of(racer)
        seconds, cpu_s = racer.run(it, readings, outside)
        rates[name], costs[name] = readings.readings / seconds, cpu_s / readings.readings * 1e6
        print(
            f"{racer.title}: {readings.readings:,} readings in {seconds:.1f} s, {rates[name]:,.0f} readings/s, "
            f"{costs[name]:.2f} CPU s per million; result as the truth",
            flush=True,
        )
    return _records(rates, costs)


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


def _records(rates: dict[str, float], costs: dict[str, float]) -> list[Record]:
    mine, my_cost = rates.pop(""), costs.pop("")
    titles = {name: PEERS[name].title for name in rates}
    others = {titles[name]: float(round(rate)) for name, rate in rates.items()}
    dear = {titles[name]: round(cost, 2) for name, cost in costs.items()}
    found = [
        Record("race.readings_per_s", round(mine), "readings/s", COMMAND, CONDITIONS, others),
        Record("race.cpu_s_per_million", round(my_cost, 2), "CPU s, Redis included", COMMAND, CONDITIONS, dear),
    ]
    for name, rate in rates.items():
        aim = f"; aim {AIMS[name]}" if name in AIMS else ""
        unit = f"times as many readings/s as {titles[name]}{aim}"
        found.append(Record(f"race.ratio.{name}", round(mine / rate, 1), unit, COMMAND, CONDITIONS))
    return found
