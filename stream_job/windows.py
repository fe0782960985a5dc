"""From judged reports to live windows of service points, and to the rows the live view is made of.

A report that fills its live window is that window: no state, no waiting, no burst when windows fire. Only what fills a
part of one goes through TUMBLE, and a report over several windows is taken apart first. Last readings never wait for a
window: whatever a watermark does, registers are exact.
"""

from __future__ import annotations

from pyflink.table import Schema, StreamTableEnvironment

from contract.settings import Settings
from stream_job.reports import interval

STATISTICS = """ARRAY_SUM(demand) AS total, ARRAY_SUM_OF_SQUARES(demand) AS squares,
  ARRAY_MIN(demand) AS least, ARRAY_MAX(demand) AS most"""
FILLS = "NOT late AND one_window AND n = {full}"

FULL = f"""
CREATE TEMPORARY VIEW full_windows AS SELECT letter, user_id, meter_id, rowtime, window_end AS closes, n, {STATISTICS},
  last_at, register[n] AS last_register, demand[n] AS last_demand
FROM judged WHERE fault = 0 AND {FILLS}"""

LAST_READINGS = f"""
CREATE TEMPORARY VIEW last_readings AS SELECT letter, user_id, meter_id, window_end AS closes, 0 AS n,
  CAST(0 AS BIGINT) AS total, CAST(0 AS BIGINT) AS squares, 0 AS least, 0 AS most,
  last_at, register[n] AS last_register, demand[n] AS last_demand
FROM judged WHERE fault = 0 AND NOT ({FILLS})"""

PART = f"""
SELECT letter, user_id, meter_id, rowtime, n, {STATISTICS}
FROM judged WHERE fault = 0 AND NOT late AND one_window AND n <> {{full}}"""

READINGS = """
CREATE TEMPORARY VIEW readings AS SELECT letter, user_id, meter_id, topic, `partition`, `offset`, stamp,
  `at` + offset_of AS `at`, demand[i] AS demand,
  ((`at` + offset_of - 1) / {window} + 1) * {window} AS closes
FROM judged CROSS JOIN UNNEST(offset_ms) WITH ORDINALITY AS reading (offset_of, i)
WHERE fault = 0 AND NOT one_window"""

ON_TIME = "TO_TIMESTAMP_LTZ(closes, 3) > stamp - {delay}"

PIECE = """
SELECT letter, user_id, meter_id, rowtime, 1 AS n, CAST(demand AS BIGINT) AS total,
  CAST(demand AS BIGINT) * demand AS squares, demand AS least, demand AS most
FROM pieces"""

# A window's time is 1 ms before its end; whole seconds since the epoch, plus one, are its end.
TUMBLED = """
CREATE TEMPORARY VIEW part_windows AS SELECT letter, user_id, meter_id, window_time AS rowtime,
  (TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), window_time) + 1) * CAST(1000 AS BIGINT) AS closes,
  SUM(n) AS n, SUM(total) AS total, SUM(squares) AS squares, MIN(least) AS least, MAX(most) AS most
FROM TABLE(TUMBLE(TABLE parts, DESCRIPTOR(rowtime), INTERVAL '{seconds}' SECOND(2)))
GROUP BY window_start, window_end, window_time, letter, user_id, meter_id"""

WINDOWS = """
CREATE TEMPORARY VIEW windows AS
SELECT letter, user_id, rowtime, closes, n, total, squares, least, most FROM full_windows
UNION ALL
SELECT letter, user_id, rowtime, closes, n, total, squares, least, most FROM part_windows"""

LIVE_ROWS = """
CREATE TEMPORARY VIEW live_rows AS
SELECT letter, user_id, meter_id, closes, n, total, squares, least, most, last_at, last_register, last_demand
FROM full_windows
UNION ALL SELECT * FROM last_readings
UNION ALL SELECT letter, user_id, meter_id, closes, n, total, squares, least, most,
  CAST(0 AS BIGINT), CAST(0 AS BIGINT), 0
FROM part_windows"""


def create_windows(tables: StreamTableEnvironment, settings: Settings) -> None:
    """View `windows`: one row per service point and live window `closes` (ms) with its statistics.

    View `live_rows`: the same and the last reading of every report; n = 0 where there is no window, last_at = 0 where
    there is no reading.
    """
    values = {"window": settings.live_window_ms, "full": settings.full_report, "seconds": settings.live_window_s}
    for statement in (FULL, LAST_READINGS, READINGS):
        tables.execute_sql(statement.format(**values))
    _create_pieces(tables, settings)
    tables.execute_sql(f"CREATE TEMPORARY VIEW parts AS {PART.format(**values)} UNION ALL {PIECE}")
    for statement in (TUMBLED, WINDOWS, LIVE_ROWS):
        tables.execute_sql(statement.format(**values))


def _create_pieces(tables: StreamTableEnvironment, settings: Settings) -> None:
    """View `pieces`: on-time readings of reports over several windows, each with a rowtime of its own.

    A rowtime is fixed at the source and SQL cannot move it; a stream read as a table again can, under the same
    watermark.
    """
    on_time = ON_TIME.format(delay=interval(settings.delay_s * 1000))
    chosen = tables.sql_query(f"SELECT letter, user_id, meter_id, `at`, demand FROM readings WHERE {on_time}")
    schema = (
        Schema.new_builder()
        .column_by_expression("rowtime", "TO_TIMESTAMP_LTZ(`at` - 1, 3)")
        .watermark("rowtime", "SOURCE_WATERMARK()")
        .build()
    )
    tables.create_temporary_view("pieces", tables.from_data_stream(tables.to_data_stream(chosen), schema))
