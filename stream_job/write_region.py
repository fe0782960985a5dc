"""The sink of the region view: windows of counties to Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from contract.settings import Settings
from stream_job.redis_link import connect
from stream_job.region_view import COLUMNS, ROW, RegionView

if TYPE_CHECKING:
    from pyflink.table.udf import UserDefinedScalarFunctionWrapper


class WriteRegion(ScalarFunction):  # type: ignore[misc]  # pyflink is untyped
    """Columns as in `ROW`; gives 1 per row. At least once, and idempotent: a window overwrites itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, function_context: FunctionContext) -> None:
        self._view = RegionView(connect(self._settings), self._settings)

    def eval(self, *columns: pd.Series) -> pd.Series:
        rows = np.empty(len(columns[0]), ROW)
        for name, column in zip(COLUMNS, columns, strict=True):
            rows[name] = column
        self._view.write(rows)
        return pd.Series(np.ones(len(rows), dtype=np.int32))


def write_region(settings: Settings) -> UserDefinedScalarFunctionWrapper:
    """The sink as a SQL function, vectorised over Arrow batches."""
    return udf(WriteRegion(settings), result_type=DataTypes.INT(), func_type="pandas")
