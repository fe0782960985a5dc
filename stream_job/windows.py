"""From judged reports to live windows of service points, and to the rows the live view is made of.

A report that fills its live window is that window: no state, no waiting, no burst when windows fire. Only what fills a
part of one goes through TUMBLE. Last readings never wait for a window: whatever a watermark does, registers are exact.
"""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings

# A window's time is 1 ms before its end; whole seconds since the epoch, plus one, are its end in UTC ms.
CLOSES = "(TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), window_time) + 1) * CAST(1000 AS BIGINT) AS closes"

PART_WINDOWS = f"""
CREATE TEMPORARY VIEW part_windows AS SELECT letter, user_id, meter_id, block, window_time AS rowtime,
  {CLOSES},
  SUM(n_part) AS n, SUM(total) AS total, SUM(squares) AS squares, MIN(least) AS least, MAX(most) AS most
FROM TABLE(TUMBLE(TABLE reports, DESCRIPTOR(rowtime), INTERVAL '{{seconds}}' SECOND(2)))
WHERE n_part > 0 AND NOT summed
GROUP BY window_start, window_end, window_time, letter, user_id, meter_id, block"""

# A report without a window of its own brings its last reading alone (n = 0); a window of parts brings no reading.
LIVE_ROWS = """
CREATE TEMPORARY VIEW live_rows AS
SELECT letter, user_id, meter_id, closes, n_filling AS n, total, squares, least, most,
  last_at, last_register, last_demand
FROM reports WHERE fault = 0 AND NOT summed
UNION ALL SELECT letter, user_id, meter_id, closes, n, total, squares, least, most,
  CAST(0 AS BIGINT), CAST(0 AS BIGINT), 0
FROM part_windows"""


def create_windows(tables: StreamTableEnvironment, settings: Settings) -> None:
    """View `part_windows`: one row per service point and live window `closes` (ms) that came in parts.

    View `live_rows`: these, and one for every usable report; n = 0 where there is no window, last_at = 0 where there is
    no reading.
    """
    for statement in (PART_WINDOWS, LIVE_ROWS):
        tables.execute_sql(statement.format(seconds=settings.live_window_s))
