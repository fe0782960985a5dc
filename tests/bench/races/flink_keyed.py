"""PyFlink DataStream with a Python KeyedProcessFunction. Run by the stream environment: BROKER SOURCE TARGET JAR...

SOURCE is the three report topics, parted by semicolons: one element of the stream is a report of 12 readings; or it is
the topic of JSON readings: one element is a reading.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext
from pyflink.datastream.state import MapStateDescriptor
from pyflink.table import StatementSet, StreamTableEnvironment

from contract.utilities import TAKEN
from tests.bench.races import flink_sql
from tests.bench.races.flink_session import SINK, session, submit

MINUTE_MS = 60_000
REPORTS = """
CREATE TABLE reports (
  user_id INT, meter_id INT, `at` BIGINT, offset_ms ARRAY<INT>, register ARRAY<BIGINT>, demand ARRAY<INT>,
  topic STRING METADATA VIRTUAL, stamp TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR stamp AS stamp - INTERVAL '2:10' MINUTE TO SECOND
) WITH (
  'connector' = 'kafka', 'topic' = '{source}', 'properties.bootstrap.servers' = '{kafka}',
  'properties.group.id' = 'race-keyed',
  'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
  'format' = 'protobuf', 'protobuf.message-class-name' = 'concord.report.Report',
  'protobuf.read-default-values' = 'true'
)"""
LETTERS = " ".join(f"WHEN topic LIKE '%{utility.name}' THEN {ord(utility.letter)}" for utility in TAKEN)
FROM_REPORTS = f"SELECT CASE {LETTERS} END AS letter, user_id, `at`, offset_ms, register, demand, stamp FROM reports"
FROM_JSON = """SELECT letter, user_id, `at`, ARRAY[0] AS offset_ms, ARRAY[register] AS register,
  ARRAY[demand] AS demand,
  read_at FROM readings"""
OUT = Types.ROW_NAMED(
    ["letter", "user_id", "closes", "n", "total", "squares", "least", "most", "last_register"],
    [Types.INT(), Types.INT(), *[Types.LONG()] * 4, Types.INT(), Types.INT(), Types.LONG()],
)


class Windows(KeyedProcessFunction):  # type: ignore[misc]  # pyflink is untyped
    """Gathers windows in state and gives each when the watermark has passed its end."""

    def open(self, runtime_context: RuntimeContext) -> None:
        kind = Types.TUPLE([Types.LONG()] * 6)
        self._windows = runtime_context.get_map_state(MapStateDescriptor("windows", Types.LONG(), kind))

    def process_element(self, value: Row, ctx: KeyedProcessFunction.Context) -> None:
        for offset, register, demand in zip(value[3], value[4], value[5], strict=True):
            closes = ((value[2] + offset - 1) // MINUTE_MS + 1) * MINUTE_MS
            known = self._windows.get(closes)
            if known is None:
                ctx.timer_service().register_event_time_timer(closes)
                self._windows.put(closes, (1, demand, demand * demand, demand, demand, register))
            else:
                n, total, squares, least, most, last = known
                sums = (n + 1, total + demand, squares + demand * demand)
                self._windows.put(closes, (*sums, min(least, demand), max(most, demand), max(last, register)))

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Row]:
        letter, user_id = ctx.get_current_key()
        yield Row(letter, user_id, timestamp, *self._windows.get(timestamp))
        self._windows.remove(timestamp)


def build(tables: StreamTableEnvironment, kafka: str, source: str, target: str) -> StatementSet:
    """The job."""
    reports = ";" in source
    tables.execute_sql((REPORTS if reports else flink_sql.SOURCE).format(kafka=kafka, source=source))
    tables.execute_sql(SINK.format(kafka=kafka, target=target))
    stream = tables.to_data_stream(tables.sql_query(FROM_REPORTS if reports else FROM_JSON))
    keyed: Any = stream.key_by(lambda row: (row[0], row[1]), key_type=Types.TUPLE([Types.INT(), Types.INT()]))
    statements = tables.create_statement_set()
    statements.add_insert("windows", tables.from_data_stream(keyed.process(Windows(), output_type=OUT)))
    return statements


if __name__ == "__main__":
    submit(build(session("race-keyed", *sys.argv[4:]), *sys.argv[1:4]))
