"""The sink of the live view: rows of service points to Redis, thousands in one guarded script; alerts to a topic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from contract.alerts import KEPT
from contract.settings import Settings
from contract.utilities import UTILITIES
from stream_job.alerts import AlertSender
from stream_job.redis_link import connect

if TYPE_CHECKING:
    from pyflink.table.udf import UserDefinedScalarFunctionWrapper

SCRIPT = Path(__file__).with_suffix(".lua")
ROWS_A_CALL = 3000  # measured best; the script's stack holds 8,000 values
ROW = np.dtype(
    [
        ("letter", "u1"),
        ("user_id", ">u4"),
        ("last_at", ">i8"),
        ("last_register", ">i8"),
        ("last_demand", ">i4"),
        ("meter_id", ">u4"),
        ("closes", ">i8"),
        ("n", ">u4"),
        ("least", ">i4"),
        ("most", ">i4"),
        ("total", ">i8"),
        ("squares", ">i8"),
    ]
)
COLUMNS = tuple(name for name in ROW.names or ())


class WriteLive(ScalarFunction):  # type: ignore[misc]  # pyflink is untyped
    """Columns as in `ROW`; gives 1 per row. At least once, and idempotent by the script and by the alerts' ids.

    The alerts are sent from here, because a filter on this function's result makes the planner call it twice, and once
    before the other filters.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, function_context: FunctionContext) -> None:
        self._redis = connect(self._settings)
        self._script = self._redis.register_script(SCRIPT.read_text())
        self._alerts = AlertSender(self._settings)

    def eval(self, *columns: pd.Series) -> pd.Series:
        packed = pack(columns)
        for start in range(0, len(packed), ROWS_A_CALL):
            chunk = packed[start : start + ROWS_A_CALL]
            self._alerts.send(self._script(args=[*_head(self._settings, chunk), *_floors()]))
        return pd.Series(np.ones(len(packed), dtype=np.int32))


def pack(columns: tuple[Any, ...]) -> np.ndarray[Any, np.dtype[Any]]:
    """Columns (in the order of `ROW`) as rows of bytes for the script."""
    rows = np.empty(len(columns[0]), ROW)
    for name, column in zip(COLUMNS, columns, strict=True):
        rows[name] = column
    return rows


def _head(settings: Settings, rows: np.ndarray[Any, np.dtype[Any]]) -> list[bytes | int | float]:
    judging = [settings.spike_sigmas, settings.spike_min_windows, KEPT]
    return [settings.redis_prefix(), rows.tobytes(), settings.live_window_ms, *judging]


def _floors() -> list[str | int]:
    return [item for utility in UTILITIES for item in (utility.letter, utility.spike_floor)]


def write_live(settings: Settings) -> UserDefinedScalarFunctionWrapper:
    """The sink as a SQL function, vectorised over Arrow batches."""
    return udf(WriteLive(settings), result_type=DataTypes.INT(), func_type="pandas")
