"""From Kafka to rows of the live view, sums of blocks, and reports that are late or cannot be used."""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings
from contract.topics import REGISTRY
from contract.utilities import UTILITIES

# Read, judged and summed in one pass by java/concord/stream/: with Flink's format, functions over arrays and metadata
# columns the same cost three times as much, and a row of its own for every message twice as much.
REPORTS = """
CREATE TEMPORARY TABLE reports (
  summed BOOLEAN, letter INT, user_id INT, meter_id INT, block INT,
  `at` BIGINT, `partition` INT, `offset` BIGINT, stamp BIGINT,
  fault INT, n BIGINT, n_filling BIGINT, n_late BIGINT, n_unusable BIGINT,
  rowtime TIMESTAMP_LTZ(3),
  total BIGINT, least INT, most INT, last_at BIGINT, service_points INT, `load` BIGINT,
  live BYTES,
  WATERMARK FOR rowtime AS SOURCE_WATERMARK()
) WITH (
  'connector' = 'reports', 'letters' = '{letters}', 'servers' = '{servers}', 'registry' = '{registry}',
  'group' = '{group}', 'window' = '{window} ms', 'delay' = '{delay} s', 'idle' = '{idle} s', 'full' = '{full}',
  'bounded' = '{bounded}'
)"""


def create_reports(tables: StreamTableEnvironment, settings: Settings, *, bounded: bool = False) -> None:
    """Table `reports`: what the messages of the utilities' topics say, in rows of three kinds.

    With `live`: up to 2,048 rows of the live view (stream_job/live_rows.py), and nothing else. The window of a report
    is that of its last reading; what it says of earlier ones comes when those have passed, and is late. A report that
    fills its window is that window: no state, no waiting. What fills a part of one is summed where it is read, by
    partition, and comes when that partition's time has passed the window. Last readings never wait for a window:
    whatever time does, registers are exact.

    `summed`: of a block and live window the counts of all readings that came, and the statistics, `service_points` and
    `load` of those in it; late and unusable ones are counted in the window of their partition's time.

    Else a report of which `n_late` of `n` readings are late, or which has a fault. Undecodable ones have fault 8 and
    nothing else. Instants are UTC ms; `letter` is the ASCII number of the utility's. Where topic `registry` knows any
    blocks of users, a report of a user in none of them has fault 9, and nothing else becomes of it.

    Late is what comes when its window has ended by the time of its partition, less the delay. That is the message's
    stamp; only where, by the broker's word, nothing unread has lain for `idle_s`, it is the newest stamp anywhere.
    """
    statement = REPORTS.format(
        letters=",".join(f"{settings.topic(utility.name)}:{ord(utility.letter)}" for utility in UTILITIES),
        servers=settings.kafka,
        registry=settings.topic(REGISTRY.name),
        group=settings.topic("stream"),
        window=settings.live_window_ms,
        delay=settings.delay_s,
        idle=settings.idle_s,
        full=settings.full_report,
        bounded=str(bounded).lower(),
    )
    tables.execute_sql(statement)
