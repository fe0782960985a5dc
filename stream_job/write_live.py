"""The sink of the live view: rows of service points to Redis, alerts to their topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyflink.table import DataTypes
from pyflink.table.udf import FunctionContext, ScalarFunction, udf

from contract.settings import Settings
from stream_job.alerts import AlertSender
from stream_job.live_batch import gather
from stream_job.live_rows import unpack
from stream_job.live_view import LiveView
from stream_job.redis_link import connect

if TYPE_CHECKING:
    from pyflink.table.udf import UserDefinedScalarFunctionWrapper


class WriteLive(ScalarFunction):  # type: ignore[misc]  # pyflink is untyped
    """Packs of live rows; gives 1 per pack. At least once; idempotent by the script and by the alerts' ids.

    The alerts are sent from here, because a filter on this function's result makes the planner call it twice, and once
    before the other filters.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open(self, function_context: FunctionContext) -> None:
        self._view = LiveView(connect(self._settings), self._settings)
        self._alerts = AlertSender(self._settings)

    def eval(self, packs: pd.Series) -> pd.Series:
        for alerts in self._view.write(gather(unpack(packs))):
            self._alerts.send(alerts)
        return pd.Series(np.ones(len(packs), dtype=np.int32))


def write_live(settings: Settings) -> UserDefinedScalarFunctionWrapper:
    """The sink as a SQL function, vectorised over Arrow batches."""
    return udf(WriteLive(settings), result_type=DataTypes.INT(), func_type="pandas")
