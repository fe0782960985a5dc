"""Result rows as the bytes that LOAD DATA takes: columns between tabs, nulls as \\N, blobs as they are but escaped.

Straight into their columns: a detour by variables, and blobs as hexadecimal digits, cost the server twice as much.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SPECIAL = b"\\\t\n"  # the backslash first: those before the others are none of the value's
REST = "rest"
"""Each line ends with a tab: what follows it is a column of this name, which is nothing."""


def lines_of(table: pa.Table) -> pa.Buffer:
    """Lines, in the order of the rows; each column of `table` must be one chunk."""
    columns = [_plain(column.combine_chunks()) for column in table.columns]
    joined = pc.binary_join_element_wise(*columns, pa.scalar(b"\n", pa.binary()), pa.scalar(b"\t", pa.binary()))
    _, ends, data = joined.buffers()
    first, last = (np.frombuffer(ends, np.int32)[place] for place in (joined.offset, joined.offset + len(joined)))
    return data.slice(int(first), int(last - first))


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    told = _escaped(array) if pa.types.is_binary(array.type) else array.cast(pa.string()).cast(pa.binary())
    return pc.fill_null(told, pa.scalar(b"\\N", pa.binary()))


def _escaped(array: pa.Array) -> pa.Array:
    """A backslash before each byte that would end a value."""
    _, ends, data = array.buffers()
    offsets: NDArray[np.int32] = np.frombuffer(ends, np.int32)[array.offset : array.offset + len(array) + 1]
    values = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
    backslash, tab, newline = SPECIAL
    places = np.flatnonzero((values == backslash) | (values == tab) | (values == newline))
    if not len(places):
        return array
    shifted = offsets - offsets[0] + np.searchsorted(places, offsets - offsets[0]).astype(np.int32)
    longer = values.tobytes()
    for special in SPECIAL:
        byte = bytes([special])
        longer = longer.replace(byte, b"\\" + byte)
    return pa.Array.from_buffers(
        array.type, len(array), [_bits(array), pa.py_buffer(shifted.astype(np.int32)), pa.py_buffer(longer)]
    )


def _bits(array: pa.Array) -> pa.Buffer | None:
    """Which values are there, from the first on."""
    return array.is_valid().buffers()[1] if array.null_count else None
