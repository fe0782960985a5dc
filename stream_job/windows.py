"""From judged reports to the rows the live view is made of.

A report that fills its live window is that window: no state, no waiting. What fills a part of one is summed where it is
read, by partition (java/concord/stream/PartWindows.java), and comes when that partition's time has passed the window.
Last readings never wait for a window: whatever a watermark does, registers are exact.
"""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

# A window's time is 1 ms before its end; whole seconds since the epoch, plus one, are its end in UTC ms.
CLOSES = "(TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), window_time) + 1) * CAST(1000 AS BIGINT) AS closes"

# A report without a window of its own brings its last reading alone (n = 0); a window of parts brings no reading.
LIVE_ROWS = """
CREATE TEMPORARY VIEW live_rows AS
SELECT letter, user_id, meter_id, closes, n_filling AS n, total, squares, least, most,
  last_at, last_register, last_demand
FROM reports WHERE fault = 0 AND NOT summed"""


def create_windows(tables: StreamTableEnvironment) -> None:
    """View `live_rows`: one for every usable report, and one for every window that came in parts.

    n = 0 where there is no window, last_at = 0 where there is no reading.
    """
    tables.execute_sql(LIVE_ROWS)
