"""Messages of the small topics (weather, events, late, alerts, ...) as they are: offset, stamp, value."""

from __future__ import annotations

import pyarrow as pa

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.decode import Decoded

SCHEMA = pa.schema({"offset": pa.int64(), "stamp": pa.int64(), "value": pa.binary()})


def decode(arrivals: Arrivals) -> Decoded:
    """One row per message, its value untouched."""
    arrays = [pa.array(arrivals.offsets), pa.array(arrivals.stamps), pa.array(arrivals.values, pa.binary())]
    return Decoded(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA), [])
