"""Result rows as the text that LOAD DATA takes: tab-separated, blobs as hexadecimal digits, nulls as nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

BLOBS = ("usage_values", "basis", "findings")
FORMAT = pyarrow.csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
PAIRS = np.array([int.from_bytes(f"{number:02X}".encode(), "little") for number in range(256)], "<u2")


def text_of(table: pa.Table) -> pa.Buffer:
    """Lines, in the order of the rows; each column of `table` must be one chunk."""
    for name in BLOBS:
        table = table.set_column(table.column_names.index(name), name, _hexadecimal(table[name]))
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, FORMAT)
    return sink.getvalue()


def _hexadecimal(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    array = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    _, ends, data = array.buffers()
    offsets: NDArray[np.int32] = np.frombuffer(ends, np.int32)[array.offset : array.offset + len(array) + 1]
    values = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
    doubled = pa.array(2 * (offsets - offsets[0]).astype(np.int32))
    return pa.Array.from_buffers(pa.string(), len(array), [None, doubled.buffers()[1], pa.py_buffer(PAIRS[values])])
