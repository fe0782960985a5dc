"""The sink of the region view: windows of counties to Redis, the newest and the last 64 loads; and the accounting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from contract.settings import Settings
from stream_job.redis_link import connect

if TYPE_CHECKING:
    from pyflink.table.udf import UserDefinedScalarFunctionWrapper

SCRIPT = Path(__file__).with_suffix(".lua")
ROW = np.dtype(
    [
        ("letter", "u1"),
        ("county", ">u4"),
        ("closes", "<i8"),
        ("service_points", "<i8"),
        ("n", "<i8"),
        ("total", "<i8"),
        ("load", "<i8"),
        ("least", "<i4"),
        ("most", "<i4"),
        ("received", "<i8"),
        ("in_windows", "<i8"),
        ("late", "<i8"),
        ("unusable", "<i8"),
    ]
)
COLUMNS = tuple(name for name in ROW.names or ())


class WriteRegion(ScalarFunction):  # type: ignore[misc]  # pyflink is untyped
    """Columns as in `ROW`; gives 1 per row. At least once, and idempotent: a window overwrites itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, function_context: FunctionContext) -> None:
        self._redis = connect(self._settings)
        self._script = self._redis.register_script(SCRIPT.read_text())

    def eval(self, *columns: pd.Series) -> pd.Series:
        rows = np.empty(len(columns[0]), ROW)
        for name, column in zip(COLUMNS, columns, strict=True):
            rows[name] = column
        self._script(args=[self._settings.redis_prefix(), rows.tobytes(), self._settings.live_window_ms])
        return pd.Series(np.ones(len(rows), dtype=np.int32))


def write_region(settings: Settings) -> UserDefinedScalarFunctionWrapper:
    """The sink as a SQL function, vectorised over Arrow batches."""
    return udf(WriteRegion(settings), result_type=DataTypes.INT(), func_type="pandas")
