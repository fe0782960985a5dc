"""What lies on topic `corrections` is a correction, or said to be none: whatever its bytes are."""

from __future__ import annotations

import json

import pytest

from contract.corrections import Correction, CorrectionError, read_correction, write_correction
from contract.reading import Reading

GOOD = Correction("water", Reading(64, 1_064, 1_773_100_800_000, 5_000, 100, 1 << 16), 1, "read wrongly", "operator")


def _with(**other: object) -> bytes:
    return json.dumps(json.loads(write_correction(GOOD)) | other).encode()


def test_it_is_read_as_it_was_written() -> None:
    assert read_correction(write_correction(GOOD)) == GOOD


@pytest.mark.parametrize(
    "poison",
    [
        b"",
        b"\xff",
        b"[1]",
        b"{}",
        b"[" * 100_000,
        _with(at=1e400),  # infinite
        _with(at=2**62),  # of no year
        _with(at=-1),
        _with(status=2**70),
        _with(status=-1),
        _with(register=-1),
        _with(utility="steam"),
        _with(revision=0),
    ],
)
def test_what_is_none_is_said_to_be_none(poison: bytes) -> None:
    with pytest.raises(CorrectionError):
        read_correction(poison)
