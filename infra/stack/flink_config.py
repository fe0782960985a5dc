"""The configuration of the Flink session cluster, and the folders its scripts expect."""

from __future__ import annotations

import json

from contract.settings import Settings
from infra.place import Place
from infra.stack import flink_jars, flink_memory
from infra.stack.folders import Folders

SLOTS = 4
_OPENED = ("lang", "net", "io", "nio", "lang.reflect", "text", "time", "util", "util.concurrent")
_OPENED_DEEPER = ("util.concurrent.atomic", "util.concurrent.locks")
_LOGGING = """rootLogger.level=INFO
rootLogger.appenderRef.console.ref=console
appender.console.name=console
appender.console.type=CONSOLE
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1} %m%n
logger.kafka.name=org.apache.kafka
logger.kafka.level=WARN
logger.pekko.name=org.apache.pekko
logger.pekko.level=WARN
"""


def write(settings: Settings, place: Place, folders: Folders) -> None:
    """Everything both Flink processes read at their start."""
    home = folders.run / "flink"
    for name in ("conf", "lib", "plugins", "log", "pid"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "conf" / "config.yaml").write_text(_yaml(options(settings, place, folders)))
    (home / "conf" / "log4j-console.properties").write_text(_LOGGING)
    flink_jars.gather(place, home / "lib")


def environment(settings: Settings, place: Place, folders: Folders) -> dict[str, str]:
    """What Flink's scripts and the clients of the cluster need to know."""
    home = folders.run / "flink"
    return {
        # The client that plans a job lives for seconds: compiling it thoroughly would cost more than it gains.
        "FLINK_ENV_JAVA_OPTS": " ".join(
            (*_module_options(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m")
        ),
        "MALLOC_ARENA_MAX": "1",
        "JAVA_HOME": str(place.java_home),
        "FLINK_HOME": str(place.flink_home),
        "FLINK_BIN_DIR": str(place.flink_home / "bin"),
        "FLINK_CONF_DIR": str(home / "conf"),
        "FLINK_LIB_DIR": str(home / "lib"),
        "FLINK_PLUGINS_DIR": str(home / "plugins"),
        "FLINK_OPT_DIR": str(place.flink_home / "opt"),
        "FLINK_LOG_DIR": str(home / "log"),
        "FLINK_PID_DIR": str(home / "pid"),
        # Python workers start in Flink's own folders and must still find the project and its packages.
        "PYTHONPATH": f"{place.root}:{place.flink_home.parent}",
    }


def java(place: Place, folders: Folders, flags: tuple[str, ...], entry: str) -> tuple[str, ...]:
    """The command of a Flink process, without the scripts, which start further Javas to work it out."""
    home = folders.run / "flink"
    logging = f"-Dlog4j.configurationFile=file:{home / 'conf' / 'log4j-console.properties'}"
    classes = ("-cp", flink_jars.class_path(place, home / "lib"), entry, "--configDir", str(home / "conf"))
    return (str(place.java), *flags, *_module_options(), logging, *classes)


def options(settings: Settings, place: Place, folders: Folders) -> dict[str, str | int | bool]:
    """The options of config.yaml by their full names."""
    return {
        "jobmanager.rpc.address": settings.host,
        "jobmanager.rpc.port": settings.port_base + 7,
        "jobmanager.bind-host": settings.host,
        "taskmanager.host": settings.host,
        "taskmanager.bind-host": settings.host,
        # A fixed port would leave a restarted TaskManager unreachable.
        "taskmanager.rpc.port": "0",
        "taskmanager.numberOfTaskSlots": SLOTS,
        "taskmanager.cpu.cores": SLOTS,
        **flink_memory.options(settings.taskmanager_mib),
        "rest.address": settings.host,
        "rest.bind-address": settings.host,
        "rest.port": settings.flink_port,
        "rest.bind-port": str(settings.flink_port),
        "parallelism.default": settings.parallelism,
        "pipeline.object-reuse": True,
        "state.backend.type": "hashmap",
        "heartbeat.interval": "2 s",
        "heartbeat.timeout": "12 s",
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": 1_000_000,
        "restart-strategy.fixed-delay.delay": "1 s",
        "execution.checkpointing.storage": "filesystem",
        "execution.checkpointing.dir": f"file://{folders.of('flink') / 'checkpoints'}",
        "execution.checkpointing.savepoint-dir": f"file://{folders.of('flink') / 'savepoints'}",
        "execution.checkpointing.num-retained": 3,
        "execution.checkpointing.tolerable-failed-checkpoints": 3,
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        "execution.attached": False,
        "io.tmp.dirs": str(folders.of("flink") / "tmp"),
        "table.local-time-zone": "UTC",
        "python.executable": str(place.stream_python),
        "python.client.executable": str(place.stream_python),
    }


def _module_options() -> list[str]:
    """What Flink reaches into, in Java's own modules."""
    exports = ["java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5"]
    opens = [f"java.base/java.{name}" for name in (*_OPENED, *_OPENED_DEEPER)] + ["java.base/sun.nio.ch"]
    return [f"--add-exports={name}=ALL-UNNAMED" for name in exports] + [f"--add-opens={n}=ALL-UNNAMED" for n in opens]


def _yaml(chosen: dict[str, str | int | bool]) -> str:
    # A JSON scalar is a YAML scalar too, quoted where it must be.
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in chosen.items())
