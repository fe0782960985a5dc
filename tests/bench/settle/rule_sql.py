"""The usage rule of contract/usage.py in SQL with window functions, as peers settle the same Parquet.

Only rules 1 and 2 and what they stand on (repetitions, closing readings); no carry, no register events, no validation,
no profile. One row per service point: 96 values, -1 where unknown, and what each rests on.
"""

from __future__ import annotations

from contract.usage import LINE_MS, NEAR_MS
from contract.windows import INTERVAL_MS
from tests.bench.settle.fleet import START, STOP
from tests.bench.settle.readings import INTERVALS

EARLY = 99  # intervals before the day, added so that divisions round down
NEXT = "over (partition by utility, user_id order by moment)"
PLACES = {
    "duckdb": (f"unnest(range(greatest(slot, 0), least(coalesce(following, {INTERVALS + 1}), {INTERVALS + 1})))", "//"),
    "spark": (
        f"explode(sequence(greatest(slot, 0), least(coalesce(following, {INTERVALS + 1}), {INTERVALS + 1}) - 1))",
        "div",
    ),
}
LISTS = {
    "duckdb": "list(value order by place) as usage, list(basis order by place) as basis",
    "spark": "transform(array_sort(collect_list(struct(place, value))), each -> each.value) as usage, "
    "transform(array_sort(collect_list(struct(place, basis))), each -> each.basis) as basis",
}


def rule(engine: str, cutoff: int) -> str:
    """A query over a table `readings` (utility, user_id, moment, register, stamp)."""
    places, divide = PLACES[engine]
    return f"""
with ordered as (
  select utility, user_id, moment, register,
    lead(moment) over (partition by utility, user_id order by moment, register) as again
  from readings where stamp <= {cutoff} and moment <= {STOP}),
single as (
  select utility, user_id, moment, register,
    (moment - {START} + {(EARLY + 1) * INTERVAL_MS - 1}) {divide} {INTERVAL_MS} - {EARLY} as slot
  from ordered where again is null or again <> moment),
sorted as (select *, lead(slot) {NEXT} as later from single),
closing as (
  select utility, user_id, moment, register, slot, lead(slot) {NEXT} as following, lead(moment) {NEXT} as next_at,
    lead(register) {NEXT} as next_register
  from sorted where later is null or later <> slot),
ends as (
  select utility, user_id, moment, register, next_at, next_register, {places} as place
  from closing where slot <= {INTERVALS} and (following is null or following > 0)),
judged as (
  select *, {START} + place * {INTERVAL_MS} as instant,
    case when {START} + place * {INTERVAL_MS} - moment <= {NEAR_MS} then 0
      when next_at - moment <= {LINE_MS} then 1 else 3 end as own
  from ends),
levels as (
  select utility, user_id, place, own, case own when 0 then register
    when 1 then register + ((next_register - register) * (instant - moment)) {divide} (next_at - moment) end as level
  from judged),
steps as (
  select utility, user_id, place, level - lag(level) over (partition by utility, user_id order by place) as rise,
    greatest(own, coalesce(lag(own) over (partition by utility, user_id order by place), 3)) as basis
  from levels),
intervals as (
  select utility, user_id, place, case when basis = 3 then -1 else rise end as value, basis from steps where place > 0)
select utility, user_id, {LISTS[engine]} from intervals group by utility, user_id"""
