"""One report at a time with the protobuf package: for the door, for tests, and for what numpy's layout does not fit."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from contract.encoding.report_pb2 import Report as ReportMessage
from contract.reading import Report


class UndecodableError(ValueError):
    """Bytes that are not a report."""


def encode(report: Report) -> bytes:
    """The message of a report. Raises ValueError if a number does not fit its field."""
    message = ReportMessage(user_id=report.user_id, meter_id=report.meter_id, at=report.at)
    message.offset_ms.extend(report.offset_ms)
    message.register.extend(report.register)
    message.demand.extend(report.demand)
    message.status.extend(report.status)
    return message.SerializeToString()


def decode(data: bytes) -> Report:
    """The report in a message; its columns may still be at fault. Raises UndecodableError."""
    try:
        message = ReportMessage.FromString(data)
    except DecodeError as error:
        raise UndecodableError(str(error)) from error
    columns = (tuple(message.offset_ms), tuple(message.register), tuple(message.demand), tuple(message.status))
    return Report(message.user_id, message.meter_id, message.at, *columns)
