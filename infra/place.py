"""Where things lie: the two Python environments and the runtime shared by all stacks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Place:
    """All folders follow from the project's root."""

    root: Path = ROOT

    @property
    def runtime(self) -> Path:
        return self.root / ".concord" / "runtime"

    @property
    def locks(self) -> Path:
        return self.root / "infra" / "locks"

    @property
    def boot(self) -> Path:
        return self.runtime / "boot"

    @property
    def python(self) -> Path:
        """The interpreter of everything but Flink."""
        return self.root / ".venv" / "bin" / "python"

    @property
    def stream_python(self) -> Path:
        """The interpreter of the stream job."""
        return self.root / ".venv-stream" / "bin" / "python"

    @property
    def java_home(self) -> Path:
        return self.runtime / "java"

    @property
    def java(self) -> Path:
        return self.java_home / "bin" / "java"

    @property
    def openmp(self) -> Path:
        """In a folder that is meant for LD_LIBRARY_PATH."""
        return self.runtime / "lib" / "libgomp.so.1"

    @property
    def redis_server(self) -> Path:
        return self.runtime / "bin" / "redis-server"

    @property
    def mariadbd(self) -> Path:
        return self.runtime / "bin" / "mariadbd"

    @property
    def mariadb_install_db(self) -> Path:
        return self.runtime / "bin" / "mariadb-install-db"

    @property
    def node(self) -> Path:
        """A folder with node and npm, for PATH."""
        return self.runtime / "node"

    @property
    def stream_jar(self) -> Path:
        """The stream job's Java: the report's message class and the source that reads reports."""
        return self.runtime / "concord-flink.jar"

    @property
    def flink_home(self) -> Path:
        found = sorted((self.root / ".venv-stream" / "lib").glob("python3.*/site-packages/pyflink"))
        return found[-1] if found else self.root / ".venv-stream"

    def jars(self, kind: str) -> Path:
        """The folder of one set of jars: kafka, s3, flink, spark, mariadb or tools."""
        return self.runtime / "jars" / kind
