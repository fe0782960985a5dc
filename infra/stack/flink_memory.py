"""How the memory of the Flink processes is divided; Flink's scripts would start a Java of their own to work it out."""

from __future__ import annotations

_METASPACE, _OVERHEAD = 256, 192  # of each process, in MiB like everything here
_FRAMEWORK_HEAP, _FRAMEWORK_DIRECT, _MANAGED = 128, 128, 64
_MOST_NETWORK, _LEAST_NETWORK = 192, 64
_LEAST_TASK_HEAP = 128
JOBMANAGER_HEAP, JOBMANAGER_DIRECT = 324, 128
SMALLEST_TASKMANAGER = (
    _METASPACE + _OVERHEAD + _FRAMEWORK_HEAP + _FRAMEWORK_DIRECT + _MANAGED + _LEAST_NETWORK + _LEAST_TASK_HEAP
)


def jobmanager_flags() -> tuple[str, ...]:
    """Of its Java."""
    return _flags(JOBMANAGER_HEAP, JOBMANAGER_DIRECT)


def taskmanager_flags(process: int) -> tuple[str, ...]:
    """Of the Java of a TaskManager that takes `process` MiB in all."""
    return _flags(_FRAMEWORK_HEAP + _task_heap(process), _FRAMEWORK_DIRECT + _network(process))


def options(process: int) -> dict[str, str]:
    """The options of config.yaml that say the same."""
    jobmanager = {"heap.size": JOBMANAGER_HEAP, "off-heap.size": JOBMANAGER_DIRECT}
    taskmanager = {
        "framework.heap.size": _FRAMEWORK_HEAP,
        "framework.off-heap.size": _FRAMEWORK_DIRECT,
        "task.heap.size": _task_heap(process),
        "task.off-heap.size": 0,
        "managed.size": _MANAGED,
        "network.min": _network(process),
        "network.max": _network(process),
    }
    both = {"jvm-metaspace.size": _METASPACE, "jvm-overhead.min": _OVERHEAD, "jvm-overhead.max": _OVERHEAD}
    divided = {"jobmanager": {**jobmanager, **both}, "taskmanager": {**taskmanager, **both}}
    return {f"{who}.memory.{name}": f"{mib}m" for who, sizes in divided.items() for name, mib in sizes.items()}


def _flags(heap: int, direct: int) -> tuple[str, ...]:
    return f"-Xms{heap}m", f"-Xmx{heap}m", f"-XX:MaxDirectMemorySize={direct}m", f"-XX:MaxMetaspaceSize={_METASPACE}m"


def _network(process: int) -> int:
    return max(_LEAST_NETWORK, min(_MOST_NETWORK, (process - _METASPACE - _OVERHEAD) // 10))


def _task_heap(process: int) -> int:
    fixed = _METASPACE + _OVERHEAD + _FRAMEWORK_HEAP + _FRAMEWORK_DIRECT + _MANAGED
    return process - fixed - _network(process)
