"""PyFlink SQL on JSON, a reading a message, default options. Run by the stream environment: BROKER SOURCE TARGET."""

from __future__ import annotations

import sys

from pyflink.table import StatementSet, StreamTableEnvironment

from tests.bench.races.flink_session import SINK, session, submit

SOURCE = """
CREATE TABLE readings (
  letter INT, user_id INT, meter_id INT, `at` BIGINT, register BIGINT, demand INT,
  read_at AS TO_TIMESTAMP_LTZ(`at` - 1, 3),
  WATERMARK FOR read_at AS read_at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka', 'topic' = '{source}', 'properties.bootstrap.servers' = '{kafka}',
  'properties.group.id' = 'race-sql', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
  'format' = 'json'
)"""

WINDOWS = """
INSERT INTO windows SELECT letter, user_id,
  (TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), window_time) + 1) * CAST(1000 AS BIGINT),
  COUNT(*), SUM(CAST(demand AS BIGINT)), SUM(CAST(demand AS BIGINT) * demand), MIN(demand), MAX(demand), MAX(register)
FROM TABLE(TUMBLE(TABLE readings, DESCRIPTOR(read_at), INTERVAL '1' MINUTE))
GROUP BY letter, user_id, window_start, window_end, window_time"""


def build(tables: StreamTableEnvironment, kafka: str, source: str, target: str) -> StatementSet:
    """The job."""
    tables.execute_sql(SOURCE.format(kafka=kafka, source=source))
    tables.execute_sql(SINK.format(kafka=kafka, target=target))
    statements = tables.create_statement_set()
    statements.add_insert_sql(WINDOWS)
    return statements


if __name__ == "__main__":
    submit(build(session("race-sql"), *sys.argv[1:4]))
