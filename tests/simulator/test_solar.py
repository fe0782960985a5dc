"""Homes that make electricity: what they take, feed in and make adds up, slot by slot, through their feeders too."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from contract.closing import closing_readings
from contract.encoding.messages import decode
from contract.reading import Reading
from contract.utilities import BY_NAME, ELECTRICITY, EXPORT
from contract.validity import Fault as Problem
from contract.validity import fault as problem
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from simulator.country.meters import Fleet, meter_of
from simulator.country.population import Kind, Numbers
from simulator.demand.country import Country
from simulator.demand.events import SLOTS, Event, EventDemand
from simulator.demand.feeders import LOSS_PERCENT, FeederDemand
from simulator.demand.ripple import RippledDemand
from simulator.demand.solar import parted
from simulator.demand.spikes import order_spike
from simulator.demand.sun import OVERHEAD, sunshine
from simulator.faults.kinds import Fault, FaultPlanError
from simulator.faults.plan_file import parse_plan
from simulator.run.plan import Plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario, ScenarioError
from simulator.truth.usage import of_county, of_user, usage
from tests.simulator.faulty import by_rule

JUNE_NOON = 1_781_546_400_000  # 2026-06-15 18:00 UTC: midday over the country
DECEMBER_NOON = JUNE_NOON + 183 * DAY_MS
NIGHT = DECEMBER_NOON - 10 * HOUR_MS  # from Maine to Hawaii
USERS, SEED, SHARE = 400, 5, 40
MWH_A_W = INTERVAL_MS // 3600  # of an interval
SCENARIO = Scenario(users=90, seed=SEED, origin=JUNE_NOON - HOUR_MS, live_from=JUNE_NOON, solar=50)
PLAN = Plan(heartbeat=5_000, readings=12, partitions=2, spread=True)
STOP = JUNE_NOON + 3 * INTERVAL_MS


@pytest.fixture(scope="module")
def country() -> Country:
    return Country(USERS, SEED, solar=SHARE)


def level(demand: object) -> EventDemand:
    assert isinstance(demand, RippledDemand)
    return demand.level


def feeding(country: Country) -> Fleet:
    return country.fleets[3]


def made(country: Country, interval: int) -> Numbers:
    """W of each home with panels, from what the sun and the panels are alone."""
    rows = feeding(country).rows
    shines = sunshine(country.population.counties, interval)[country.population.county[rows]]
    return country.traits.panels[rows] * shines // OVERHEAD


@pytest.mark.parametrize("at", [JUNE_NOON, JUNE_NOON - 5 * HOUR_MS, DECEMBER_NOON, NIGHT])
def test_what_is_taken_and_made_is_what_is_used_and_fed_in(country: Country, at: int) -> None:
    """Own generation first: nobody takes and feeds in at once, and nothing is lost, in every slot."""
    dark, interval = Country(USERS, SEED), at // INTERVAL_MS
    used, both = level(dark.consumed(interval)[0]), country.consumed(interval)
    taken, fed = level(both[0]), level(both[3])
    rows = np.searchsorted(country.fleets[0].rows, feeding(country).rows)
    for slot in range(SLOTS):
        fed_in = np.zeros(len(country.fleets[0]), np.int64)
        fed_in[rows] = fed.in_slot(slot)
        own = np.zeros_like(fed_in)
        own[rows] = made(country, interval)
        assert (taken.in_slot(slot) - fed_in == used.in_slot(slot) - own).all()
        assert (np.minimum(taken.in_slot(slot), fed_in) == 0).all()
        assert min(taken.in_slot(slot).min(), fed_in.min()) >= 0
    balance = both[0].usage()[rows] - both[3].usage()
    assert (balance == dark.consumed(interval)[0].usage()[rows] - made(country, interval) * MWH_A_W).all()


@pytest.mark.parametrize("made", [0, 700, 1_500, 2_900])
def test_two_appliances_at_once_are_met_together(made: int) -> None:
    """Ten slots of one, ten of the other, five of both, over an even 600 W."""
    one = Event(np.array([900]), np.array([2]), np.array([10]))
    other = Event(np.array([1_400]), np.array([7]), np.array([10]))
    taken, fed = parted(EventDemand(np.array([600]), (one, other)), np.array([made]))
    for slot in range(SLOTS):
        used = 600 + 900 * (2 <= slot < 12) + 1_400 * (7 <= slot < 17)
        assert (taken.in_slot(slot)[0], fed.in_slot(slot)[0]) == (max(used - made, 0), max(made - used, 0))


def test_nothing_is_made_at_night_and_more_in_summer(country: Country) -> None:
    def day(begin: int) -> int:
        first = (begin - begin % DAY_MS) // INTERVAL_MS
        return sum(int(made(country, interval).sum()) for interval in range(first, first + 96))

    assert made(country, NIGHT // INTERVAL_MS).max() == 0
    assert country.consumed(NIGHT // INTERVAL_MS)[3].usage().max() == 0
    assert day(JUNE_NOON) > 1.5 * day(DECEMBER_NOON) > 0


def test_only_homes_feed_in_the_same_ones_each_time(country: Country) -> None:
    again = Country(USERS, SEED, solar=SHARE)
    assert (feeding(country).user_id == feeding(again).user_id).all()
    assert set(country.population.kind[feeding(country).rows]) == {Kind.HOME}
    homes = int((country.population.kind == Kind.HOME).sum())
    assert 0.3 < len(feeding(country)) / homes < 0.5
    one_in_six = Country(10_000, 1, solar=17)
    homes = int((one_in_six.population.kind == Kind.HOME).sum())
    assert 0.155 < len(feeding(one_in_six)) / homes < 0.185
    dark = Country(USERS, SEED).fleets
    assert [fleet.utility.name for fleet in dark] == ["electricity", "gas", "water", "electricity"]


def test_numbers_of_meters_stay_distinct(country: Country) -> None:
    numbers = np.concatenate([fleet.meter_id for fleet in country.fleets])
    swapped = np.concatenate([np.asarray(meter_of(fleet.user_id, fleet.utility, 1)) for fleet in country.fleets])
    assert len(np.unique(np.concatenate([numbers, swapped]))) == 2 * len(numbers)


def test_what_is_fed_in_passes_the_feeders_head_or_stays_on_it(country: Country) -> None:
    interval = JUNE_NOON // INTERVAL_MS
    demands = country.demand(interval)
    taken, fed, back, heads = level(demands[0]), level(demands[3]), demands[4], demands[5]
    assert isinstance(back, FeederDemand)
    assert isinstance(heads, FeederDemand)
    of_taken = country.population.feeder[country.fleets[0].rows]
    of_fed = country.population.feeder[country.fleets[3].rows]
    gives = country.population.feeder[country.fleets[4].rows]
    assert gives.tolist() == sorted(set(of_fed.tolist()))
    for slot in range(SLOTS):
        supplied = np.bincount(of_taken, taken.in_slot(slot)).astype(np.int64)
        given = np.bincount(of_fed, fed.in_slot(slot), len(supplied)).astype(np.int64)
        returned = np.zeros_like(supplied)
        returned[gives] = back.demand[:, slot]
        assert (heads.demand[:, slot] - returned == supplied + supplied * LOSS_PERCENT // 100 - given).all()
        assert (np.minimum(heads.demand[:, slot], returned) == 0).all()
    assert back.usage().max() > 0, "some feeder gives back at midday"


@pytest.fixture(scope="module")
def readings() -> dict[tuple[int, str], list[Reading]]:
    return _readings(SCENARIO)


def _readings(scenario: Scenario) -> dict[tuple[int, str], list[Reading]]:
    found: dict[tuple[int, str], list[Reading]] = {}
    for batch in simulate(scenario, scenario.country(), PLAN, 0, STOP):
        for value in batch.values if batch.topic in BY_NAME else ():
            report = decode(value)
            assert problem(report, batch.stamp) is Problem.NONE
            found.setdefault((report.user_id, batch.topic), []).extend(report.readings())
    return found


def test_truth_is_the_usage_rule_on_the_reports(readings: dict[tuple[int, str], list[Reading]]) -> None:
    country = SCENARIO.country()
    used = usage(SCENARIO, country, SCENARIO.origin, STOP)
    for user_id in country.population.user_id.tolist():
        own = of_user(country, used, user_id)
        kinds = {name for user, name in readings if user == user_id}
        assert own == {name: by_rule(readings[user_id, name], name, SCENARIO.origin, STOP) for name in kinds}
    customers = set(feeding(country).user_id.tolist())
    heads = {user for user, name in readings if name == EXPORT.name} - customers
    assert {kind_of(country, user) for user in heads} == {Kind.HEAD}
    county = country.population.counties[int(country.population.county[feeding(country).rows[0]])]
    members = [user for user in customers if county_of(country, user) == county.fips]
    fed = of_county(country, used, county.fips)[EXPORT.name]
    assert fed == sum(of_user(country, used, user)[EXPORT.name] for user in members) > 0


def kind_of(country: Country, user: int) -> int:
    return int(country.population.kind[country.population.user_id == user][0])


def county_of(country: Country, user: int) -> int:
    index = int(country.population.county[country.population.user_id == user][0])
    return country.population.counties[index].fips


def test_a_register_of_what_is_fed_in_only_grows(readings: dict[tuple[int, str], list[Reading]]) -> None:
    fed = [own for (_, name), own in readings.items() if name == EXPORT.name]
    assert all(a.register <= b.register and b.demand >= 0 for own in fed for a, b in pairwise(own))
    meters = {own[0].meter_id for (_, name), own in readings.items() if name != EXPORT.name}
    assert not meters & {own[0].meter_id for own in fed}
    assert all(closing_readings(own) for own in fed)


def test_without_electricity_nobody_feeds_in() -> None:
    calm = SCENARIO.country()
    feeder = int(calm.population.feeder[feeding(calm).rows[0]])
    cut = Fault("cut", "outage", JUNE_NOON, STOP, utility=ELECTRICITY.name, feeder=feeder)
    struck = Country(SCENARIO.users, SEED, faults=(cut,), solar=SCENARIO.solar)
    interval = JUNE_NOON // INTERVAL_MS
    mine = struck.population.feeder[feeding(struck).rows] == feeder
    assert calm.demand(interval)[3].usage()[mine].sum() > 0
    assert struck.demand(interval)[3].usage()[mine].sum() == 0
    assert {each.fleet for each in struck.faults.sent} >= {0, 3}, "the same meters are silent"


def test_who_feeds_in_is_struck_by_what_strikes_meters_alone() -> None:
    def plan(kind: str) -> str:
        return f'[[fault]]\nkind = "{kind}"\nuser = 64\nutility = "export"\nfrom = "-2h"\nto = "+2h"\n'

    [stuck] = parse_plan(plan("stuck"), "plan", JUNE_NOON)
    assert stuck.utility == EXPORT.name
    for kind in ("spike", "theft", "shift", "leak"):
        with pytest.raises(FaultPlanError, match=r"none of what is fed in; of export there are outage, stuck"):
            parse_plan(plan(kind), "plan", JUNE_NOON)
    with pytest.raises(ValueError, match="A spike is written"):
        order_spike("64:export@+120", JUNE_NOON)
    everything = Fault("up", "shift", JUNE_NOON, STOP, share=1.0, size=500, sort="even")
    country = Country(SCENARIO.users, SEED, faults=(everything,), solar=SCENARIO.solar)
    assert {country.fleets[each.fleet].utility.name for each in country.faults.all} == {"electricity", "gas", "water"}


def test_a_share_that_cannot_be_is_refused() -> None:
    with pytest.raises(ScenarioError, match="101 of a hundred homes"):
        Scenario(10, 1, JUNE_NOON, JUNE_NOON, solar=101)
