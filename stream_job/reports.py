"""From Kafka to judged reports: one row per message, with its fault, its live window and whether it is late."""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings
from contract.utilities import UTILITIES

# Read and judged in one pass by java/concord/stream/: with Flink's format, functions over arrays and metadata columns
# the same cost three times as much.
REPORTS = """
CREATE TEMPORARY TABLE reports (
  summed BOOLEAN, letter INT, user_id INT, meter_id INT, block INT,
  `at` BIGINT, `partition` INT, `offset` BIGINT, stamp BIGINT,
  fault INT, n BIGINT, n_filling BIGINT, n_late BIGINT, n_unusable BIGINT,
  rowtime TIMESTAMP_LTZ(3),
  closes BIGINT, total BIGINT, squares BIGINT, least INT, most INT,
  last_at BIGINT, last_register BIGINT, last_demand INT,
  service_points INT, `load` BIGINT,
  WATERMARK FOR rowtime AS SOURCE_WATERMARK()
) WITH (
  'connector' = 'reports', 'letters' = '{letters}', 'servers' = '{servers}', 'group' = '{group}',
  'window' = '{window} ms', 'delay' = '{delay} s', 'idle' = '{idle} s', 'full' = '{full}', 'bounded' = '{bounded}'
)"""


def create_reports(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> None:
    """Table `reports`: every message of the three topics; and, `summed`, what they say of each block of users.

    The window of a report is that of its last reading, ending at `closes`; what it says of earlier ones comes when
    those have passed, and is late. So its `n` readings are `n_filling` (the report is its window, whole), or a part of
    a window, or `n_late`, or `n_unusable`; where they fill it or a part of it, the statistics are theirs. A window that
    came in parts is one more row, with `n_filling` and no reading: `n` and `last_at` are 0. Instants are UTC ms;
    `letter` is the ASCII number of the utility's. Undecodable messages have fault 8 and nothing else.

    Late is what comes when its window has ended by the time of its partition, less the delay. That is the message's
    stamp; only where, by the broker's word, nothing unread has lain for `idle_s`, it is the newest stamp anywhere.

    A `summed` row holds the counts of all reports of a block and live window, and the statistics, `service_points` and
    `load` of those that fill it; late and unusable ones are counted in the window of their stamp.
    """
    statement = REPORTS.format(
        letters=",".join(f"{settings.topic(utility.name)}:{ord(utility.letter)}" for utility in UTILITIES),
        servers=settings.kafka,
        group=settings.topic("stream"),
        window=settings.live_window_ms,
        delay=settings.delay_s,
        idle=settings.idle_s,
        full=settings.full_report,
        bounded=str(bounded).lower(),
    )
    tables.execute_sql(statement)
