"""Rows as text: every byte of a blob comes through, and what is not there is said to be null."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from batch_job.nightly.publishing.row_text import lines_of

BLOBS = [bytes(range(256)), b"", None, b"\\\t\n" * 3, b"plain", b"\t"]


def _read(text: bytes) -> list[list[bytes | None]]:
    """As LOAD DATA does: a backslash takes the next byte as it is, but for \\N."""
    lines = re.findall(rb"((?:\\.|[^\\\n])*)\n", text, re.DOTALL)
    fields = [re.findall(rb"((?:\\.|[^\\\t])*)(?:\t|$)", line, re.DOTALL) for line in lines]
    return [
        [None if each == b"\\N" else re.sub(rb"\\(.)", rb"\1", each, flags=re.DOTALL) for each in row] for row in fields
    ]


@pytest.mark.parametrize("begin", [0, 2, 4])
def test_every_byte_comes_through(begin: int) -> None:
    numbers = [7, None, -1, 2**62, 0, 5]
    table = pa.table({"number": pa.array(numbers, pa.int64()), "blob": pa.array(BLOBS, pa.binary())}).slice(begin)
    found = [row[:2] for row in _read(lines_of(table).to_pybytes())]
    told = [None if number is None else str(number).encode() for number in numbers]
    assert found == [list(row) for row in zip(told, BLOBS, strict=True)][begin:]
