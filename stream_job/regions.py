"""From live windows of service points to live windows of counties: summed per block of users, then joined, then summed.

The registry is joined after windowing, so the join sees a few thousand sums instead of every report.
"""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.region_view import UNKNOWN_COUNTY
from contract.settings import Settings
from contract.topics import REGISTRY

# A block's county holds for all time (versions would need an event time of their own), hence the constant rowtime.
REGISTRY_TABLE = """
CREATE TEMPORARY TABLE registry (
  message_key STRING, block INT, county INT,
  known_from AS TO_TIMESTAMP_LTZ(0, 3),
  WATERMARK FOR known_from AS known_from,
  PRIMARY KEY (message_key) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{kafka}',
  'properties.group.id' = '{group}', 'key.format' = 'raw', 'value.format' = 'json',
  'value.fields-include' = 'EXCEPT_KEY', 'value.json.ignore-parse-errors' = 'true'{bounded}
)"""

# A window's time is 1 ms before its end; whole seconds since the epoch, plus one, are its end in UTC ms.
CLOSES = "(TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), window_time) + 1) * CAST(1000 AS BIGINT) AS closes"

SUMS = """SUM(service_points) AS service_points, SUM(n) AS n, SUM(total) AS total, SUM(`load`) AS `load`,
  MIN(least) AS least, MAX(most) AS most,
  SUM(received) AS received, SUM(late) AS late, SUM(unusable) AS unusable"""
TUMBLE = "TUMBLE(TABLE {table}, DESCRIPTOR(rowtime), INTERVAL '{{seconds}}' SECOND(2))"

BLOCKS = """
CREATE TEMPORARY VIEW block_windows AS
SELECT letter, block, rowtime, service_points, n_filling AS n, total, `load`, least, most,
  n AS received, n_late AS late, n_unusable AS unusable, CONCAT('block:', CAST(block AS STRING)) AS block_key
FROM reports WHERE summed"""

PLACED = f"""
CREATE TEMPORARY VIEW placed_windows AS
SELECT w.*, COALESCE(r.county, {UNKNOWN_COUNTY}) AS county
FROM block_windows AS w
LEFT JOIN registry FOR SYSTEM_TIME AS OF w.rowtime AS r ON w.block_key = r.message_key"""

COUNTIES = f"""
CREATE TEMPORARY VIEW county_sums AS
SELECT letter, county, window_time AS rowtime, {CLOSES}, {SUMS}
FROM TABLE({TUMBLE.format(table="placed_windows")})
GROUP BY window_start, window_end, window_time, letter, county"""

# Double entry: readings are counted as received when they come, and in windows when these are complete. Running sums
# live in the checkpoints, so they are exact after any restart, and writing one again changes nothing.
ACCOUNTED = """
CREATE TEMPORARY VIEW county_windows AS
SELECT letter, county, closes, service_points, n, total, `load`, least, most,
  SUM(received) OVER so_far AS received, SUM(n) OVER so_far AS in_windows,
  SUM(late) OVER so_far AS late, SUM(unusable) OVER so_far AS unusable
FROM county_sums
WINDOW so_far AS (PARTITION BY letter, county ORDER BY rowtime RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"""


def create_county_windows(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> None:
    """View `county_windows`: per utility letter, county and live window the sums over its service points.

    `load` is the sum of the service points' mean demand, each rounded down to whole W or L/h. `received`, `in_windows`,
    `late` and `unusable` count readings since the beginning; where n = 0 there are no other figures.
    """
    registry = REGISTRY_TABLE.format(
        topic=settings.topic(REGISTRY.name),
        kafka=settings.kafka,
        group=settings.topic("stream-registry"),
        bounded=", 'scan.bounded.mode' = 'latest-offset'" if bounded else "",
    )
    tables.execute_sql(registry)
    for statement in (BLOCKS, PLACED, COUNTIES, ACCOUNTED):
        tables.execute_sql(statement.format(seconds=settings.live_window_s))
