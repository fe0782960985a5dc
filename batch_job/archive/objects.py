"""From rows of a partition to Parquet objects: a run of offsets each, none with two arrival days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from contract.master_data import RawObject, arrival_hour
from contract.windows import DAY_MS, HOUR_MS

ASCENDING = ("at", "offset", "stamp")  # nearly; their differences are small
FEW_VALUES = ["status", "fault"]
NUMBERS = ("user_id", "meter_id", "register", "demand")


@dataclass(frozen=True)
class Block:
    """Rows of a run of messages, first and last offset included; `hour` is that of the first's arrival."""

    first: int
    last: int
    hour: int  # number since 1970
    batches: list[pa.RecordBatch]

    @property
    def rows(self) -> int:
        return sum(batch.num_rows for batch in self.batches)

    @property
    def day(self) -> int:
        return self.hour * HOUR_MS // DAY_MS


def by_hour(rows: pa.RecordBatch, offsets: np.ndarray, stamps: np.ndarray, first: int) -> Iterator[Block]:
    """Blocks of consecutive messages (`offsets`, `stamps`, ascending offsets); together they hold `first` to the last.

    Offsets that Kafka left out count to the block before them, so that blocks leave no hole.
    """
    hours = stamps // HOUR_MS
    starts = np.flatnonzero(np.diff(hours, prepend=hours[0] - 1))
    lasts = [*(offsets[starts[1:]] - 1).tolist(), int(offsets[-1])]
    row_ends = np.searchsorted(rows["offset"].to_numpy(), lasts, side="right").tolist()
    begin = 0
    for start, last, end in zip(starts.tolist(), lasts, row_ends, strict=True):
        yield Block(first, last, int(hours[start]), [rows.slice(begin, end - begin)])
        first, begin = last + 1, end


def name_of(topic: str, partition: int, block: Block) -> RawObject:
    """The archive's name of a block."""
    return RawObject(topic, partition, block.first, block.last, arrival_hour(block.hour * HOUR_MS))


def to_parquet(block: Block) -> bytes:
    """The object's bytes: the same rows give the same bytes."""
    table = pa.Table.from_batches(block.batches)
    names = set(table.column_names)
    encodings = dict.fromkeys(names.intersection(ASCENDING), "DELTA_BINARY_PACKED")
    encodings |= dict.fromkeys(names.intersection(NUMBERS), "BYTE_STREAM_SPLIT")
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.combine_chunks(),
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in FEW_VALUES if name in names],
        column_encoding=encodings,
        write_statistics=sorted(names.intersection(("at", "offset", "stamp", "fault"))),
    )
    return bytes(sink.getvalue())
