"""Many rows from MySQL as Arrow columns: the server joins them into a few long texts, which Arrow parses.

The driver takes 20 microseconds for a row of state, and a night asks for a row of every service point.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Engine, Select, Subquery, func, literal_column, select, text

FIELD, LINE = "\t", "\n"
MOST_BYTES = 48 * 2**20  # of one text; the server's max_allowed_packet is larger
CONNECTIONS = 3  # while one waits for its disk, and another's text is parsed
READ = pyarrow.csv.ParseOptions(delimiter=FIELD, quote_char=False)


def read_columns(database: Engine, queries: Iterable[Select[Any]], schema: pa.Schema) -> pa.Table:
    """The rows of all `queries`, whose columns `schema` names, in no order; binary ones come as hexadecimal digits.

    A few queries are asked at once. A query's rows must fit into MOST_BYTES; text values must hold neither tabs nor
    line ends.
    """
    with ThreadPoolExecutor(CONNECTIONS) as others:
        parts = others.map(lambda query: _read(database, query, schema), queries)
        return pa.concat_tables([schema.empty_table(), *parts])


def _read(database: Engine, query: Select[Any], schema: pa.Schema) -> pa.Table:
    with database.connect() as connection:
        connection.execute(text("SET SESSION group_concat_max_len = :most"), {"most": MOST_BYTES})
        found: str | None = connection.execute(_joined(query.subquery(), schema)).scalar()
    if not found:
        return schema.empty_table()
    if len(found) >= MOST_BYTES:
        raise ValueError(f"the rows of one query take more than {MOST_BYTES:,} bytes; ask for fewer at once")
    names = pyarrow.csv.ReadOptions(column_names=schema.names)
    types = {field.name: pa.string() if pa.types.is_binary(field.type) else field.type for field in schema}
    convert = pyarrow.csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True)
    parsed = pyarrow.csv.read_csv(pa.BufferReader(found.encode()), names, READ, convert)
    columns = [_plain(parsed[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _joined(rows: Subquery, schema: pa.Schema) -> Select[Any]:
    fields = [_text(rows.c[field.name], field.type) for field in schema]
    line = func.concat_ws(literal_column("'\\t'"), *fields)
    return select(func.group_concat(line.op("SEPARATOR")(literal_column("'\\n'"))))


def _text(column: Any, kind: pa.DataType) -> Any:
    return func.ifnull(func.hex(column) if pa.types.is_binary(kind) else column, literal_column("''"))


def _plain(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if not pa.types.is_binary(kind):
        return column
    rows = (None if value is None else bytes.fromhex(value) for value in column.to_pylist())
    return pa.chunked_array([pa.array(rows, kind)])
