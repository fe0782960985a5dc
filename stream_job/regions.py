"""From live windows of service points to live windows of counties: summed per block of users, then joined, then summed.

The registry is joined after windowing, so the join sees a few thousand sums instead of every report.
"""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.region_view import UNKNOWN_COUNTY
from contract.registry import BLOCK_SIZE
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

SUMS = """SUM(service_points) AS service_points, SUM(n) AS n, SUM(total) AS total, SUM(`load`) AS `load`,
  MIN(least) AS least, MAX(most) AS most"""

BLOCKS = f"""
CREATE TEMPORARY VIEW block_windows AS SELECT letter, user_id / {BLOCK_SIZE} AS block, window_time AS rowtime,
  MAX(closes) AS closes, COUNT(*) AS service_points, SUM(n) AS n, SUM(total) AS total, SUM(total / n) AS `load`,
  MIN(least) AS least, MAX(most) AS most
FROM TABLE(TUMBLE(TABLE windows, DESCRIPTOR(rowtime), INTERVAL '{{seconds}}' SECOND(2)))
GROUP BY window_start, window_end, window_time, letter, user_id / {BLOCK_SIZE}"""

PLACED = f"""
CREATE TEMPORARY VIEW placed_windows AS
SELECT w.*, COALESCE(r.county, {UNKNOWN_COUNTY}) AS county
FROM (SELECT *, CONCAT('block:', CAST(block AS STRING)) AS block_key FROM block_windows) AS w
LEFT JOIN registry FOR SYSTEM_TIME AS OF w.rowtime AS r ON w.block_key = r.message_key"""

COUNTIES = f"""
CREATE TEMPORARY VIEW county_windows AS SELECT letter, county, MAX(closes) AS closes, {SUMS}
FROM TABLE(TUMBLE(TABLE placed_windows, DESCRIPTOR(rowtime), INTERVAL '{{seconds}}' SECOND(2)))
GROUP BY window_start, window_end, letter, county"""


def create_county_windows(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> None:
    """View `county_windows`: per utility letter, county and live window the sums over its service points.

    `load` is the sum of the service points' mean demand, each rounded down to whole W or L/h.
    """
    registry = REGISTRY_TABLE.format(
        topic=settings.topic(REGISTRY.name),
        kafka=settings.kafka,
        group=settings.topic("stream-registry"),
        bounded=", 'scan.bounded.mode' = 'latest-offset'" if bounded else "",
    )
    tables.execute_sql(registry)
    for statement in (BLOCKS, PLACED, COUNTIES):
        tables.execute_sql(statement.format(seconds=settings.live_window_s))
