from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar

from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from google.protobuf.internal import containers as _containers

DESCRIPTOR: _descriptor.FileDescriptor

class Report(_message.Message):
    __slots__ = ("at", "demand", "meter_id", "offset_ms", "register", "status", "user_id")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    METER_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_MS_FIELD_NUMBER: _ClassVar[int]
    REGISTER_FIELD_NUMBER: _ClassVar[int]
    DEMAND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    user_id: int
    meter_id: int
    at: int
    offset_ms: _containers.RepeatedScalarFieldContainer[int]
    register: _containers.RepeatedScalarFieldContainer[int]
    demand: _containers.RepeatedScalarFieldContainer[int]
    status: _containers.RepeatedScalarFieldContainer[int]
    def __init__(
        self,
        user_id: int | None = ...,
        meter_id: int | None = ...,
        at: int | None = ...,
        offset_ms: _Iterable[int] | None = ...,
        register: _Iterable[int] | None = ...,
        demand: _Iterable[int] | None = ...,
        status: _Iterable[int] | None = ...,
    ) -> None: ...
