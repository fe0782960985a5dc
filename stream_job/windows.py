"""From judged reports to live windows of service points, and to the rows the live view is made of.

A report that fills its live window is that window: no state, no waiting, no burst when windows fire. Only what fills a
part of one goes through TUMBLE. Last readings never wait for a window: whatever a watermark does, registers are exact.
"""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings

FILLS = "NOT late AND place = 1 AND n = {full}"

FULL = f"""
CREATE TEMPORARY VIEW full_windows AS SELECT letter, user_id, meter_id, rowtime, window_end AS closes, n,
  ARRAY_SUM(demand) AS total, ARRAY_SUM_OF_SQUARES(demand) AS squares,
  ARRAY_MIN(demand) AS least, ARRAY_MAX(demand) AS most,
  last_at, register[n] AS last_register, demand[n] AS last_demand
FROM judged WHERE fault = 0 AND {FILLS}"""

LAST_READINGS = f"""
CREATE TEMPORARY VIEW last_readings AS SELECT letter, user_id, meter_id, window_end AS closes, 0 AS n,
  CAST(0 AS BIGINT) AS total, CAST(0 AS BIGINT) AS squares, 0 AS least, 0 AS most,
  last_at, register[n] AS last_register, demand[n] AS last_demand
FROM judged WHERE fault = 0 AND NOT ({FILLS})"""

# Most partial reports lie in one window whole; only the others need their demand cut.
PARTS = f"""
CREATE TEMPORARY VIEW parts AS SELECT letter, user_id, meter_id, rowtime, CARDINALITY(part) AS n,
  ARRAY_SUM(part) AS total, ARRAY_SUM_OF_SQUARES(part) AS squares, ARRAY_MIN(part) AS least, ARRAY_MAX(part) AS most
FROM (
  SELECT letter, user_id, meter_id, rowtime,
    CASE WHEN place = 1 THEN demand ELSE ARRAY_SLICE(demand, place, n) END AS part
  FROM judged WHERE fault = 0 AND NOT late AND NOT ({FILLS})
)"""

# A window's time is 1 ms before its end; whole seconds since the epoch, plus one, are its end.
PART_WINDOWS = """
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
    for statement in (FULL, LAST_READINGS, PARTS, PART_WINDOWS, WINDOWS, LIVE_ROWS):
        tables.execute_sql(statement.format(full=settings.full_report, seconds=settings.live_window_s))
