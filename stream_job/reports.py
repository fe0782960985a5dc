"""From Kafka to judged reports: the source table, and for each report its fault, its window and whether it is late."""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings
from contract.utilities import UTILITIES
from contract.windows import MINUTE_MS

# A reading exactly at a window's end belongs to it, but TUMBLE is [start, end): the rowtime is 1 ms before the reading.
SOURCE = """
CREATE TEMPORARY TABLE source (
  user_id INT, meter_id INT, `at` BIGINT,
  offset_ms ARRAY<INT>, register ARRAY<BIGINT>, demand ARRAY<INT>, status ARRAY<INT>,
  topic STRING METADATA VIRTUAL,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  stamp TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  last_at AS {last_at},
  rowtime AS TO_TIMESTAMP_LTZ({last_at} - 1, 3),
  WATERMARK FOR rowtime AS stamp - {delay}
) WITH (
  'connector' = 'kafka', 'topic' = '{topics}',
  'properties.bootstrap.servers' = '{kafka}', 'properties.group.id' = '{group}',
  'properties.fetch.min.bytes' = '65536', 'properties.fetch.max.wait.ms' = '200',
  'scan.startup.mode' = 'earliest-offset', {reading},
  'format' = 'protobuf', 'protobuf.message-class-name' = 'concord.report.Report',
  'protobuf.read-default-values' = 'true', 'protobuf.ignore-parse-errors' = 'true'
)"""

# On a backlog partitions are read at different speeds, and open windows of the fast ones would fill the heap.
ALIGNED = """'scan.watermark.alignment.group' = 'reports', 'scan.watermark.alignment.max-drift' = '1 h',
  'scan.watermark.alignment.update-interval' = '250 ms'"""
# Not aligned: the connector fails when it is told to pause a partition that it has read to its end.
BOUNDED = "'scan.bounded.mode' = 'latest-offset'"

# What lies outside these instants (1970-01-02 .. 2100) has a fault anyway, and must not move anybody's time.
LAST_AT = """CASE WHEN `at` BETWEEN 86400000 AND 4102444800000 AND CARDINALITY(offset_ms) > 0
  THEN `at` + COALESCE(offset_ms[CARDINALITY(offset_ms)], 0) ELSE CAST(86400000 AS BIGINT) END"""

REPORTS = """
CREATE TEMPORARY VIEW reports AS SELECT *,
  CASE topic {letters} END AS letter,
  REPORT_FAULT(user_id, meter_id, `at`, offset_ms, register, demand, status, stamp) AS fault,
  CARDINALITY(demand) AS n,
  LAST_WINDOW(`at`, offset_ms, {window}) AS place,
  ((last_at - 1) / {window} + 1) * {window} AS window_end
FROM source"""

LATENESS = """
CREATE TEMPORARY VIEW judged AS SELECT *,
  TO_TIMESTAMP_LTZ(window_end, 3) <= stamp - {delay} AS late
FROM reports"""


def interval(milliseconds: int) -> str:
    """A SQL interval; SECOND alone takes two digits at most, so it is written with its minutes."""
    minutes, rest = divmod(milliseconds, MINUTE_MS)
    return f"INTERVAL '{minutes}:{rest // 1000:02d}.{rest % 1000:03d}' MINUTE TO SECOND(3)"


def create_source(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> None:
    """Table `source`: every report of the three topics, its rowtime and the broker-time watermark."""
    # One ms more than the delay: a window closes only when a row of that window would be late by its own stamp.
    statement = SOURCE.format(
        last_at=LAST_AT,
        delay=interval(settings.delay_s * 1000 + 1),
        topics=";".join(settings.topic(utility.name) for utility in UTILITIES),
        kafka=settings.kafka,
        group=settings.topic("stream"),
        reading=BOUNDED if bounded else ALIGNED,
    )
    tables.execute_sql(statement)


def create_reports(tables: StreamTableEnvironment, settings: Settings) -> None:
    """View `judged`: `source` with letter (ASCII of the utility), fault, n, window_end (ms) and late.

    The window of a report is that of its last reading; its first reading there is the one at `place`. What it says of
    earlier windows comes when those have passed, and is late.
    """
    letters = " ".join(f"WHEN '{settings.topic(entry.name)}' THEN {ord(entry.letter)}" for entry in UTILITIES)
    tables.execute_sql(REPORTS.format(letters=letters, window=settings.live_window_ms))
    tables.execute_sql(LATENESS.format(delay=interval(settings.delay_s * 1000)))
