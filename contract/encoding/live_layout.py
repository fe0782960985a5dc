"""Headers and slots of the live view for numpy, many at once; contract/live_view.py says what they mean."""

from __future__ import annotations

import numpy as np

from contract.live_view import HEADER as HEADER_FORMAT
from contract.live_view import LiveState

_KINDS = {"q": ">i8", "i": ">i4", "I": ">u4", "d": ">f8"}

HEADER = np.dtype(
    [(name, _KINDS[kind]) for name, kind in zip(LiveState.__dataclass_fields__, HEADER_FORMAT.format[1:], strict=True)]
)
SLOT = np.dtype([("low", "<u4"), ("high", "<u2"), ("word", "<u4")])
