"""The stream job's Java, compiled without a JDK: the report's message class and the source that reads reports."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from infra.place import Place
from infra.setup.command import run
from infra.setup.step import Step


def step(place: Place) -> Step:
    """concord-flink.jar, made anew when a source changes."""
    proto = place.root / "contract" / "encoding" / "report.proto"
    own = place.root / "stream_job" / "java"
    sources, services = sorted(own.rglob("*.java")), sorted((own / "META-INF").rglob("*.*"))

    def make() -> None:
        work = place.runtime / "stream-jar"
        shutil.rmtree(work, ignore_errors=True)
        generated, classes = work / "generated", work / "classes"
        generated.mkdir(parents=True)
        classes.mkdir()
        _generate(place, proto, generated)
        _compile(place, [*sorted(generated.rglob("*.java")), *sources], classes)
        shutil.copytree(own / "META-INF", classes / "META-INF")
        _pack(classes, place.stream_jar)
        shutil.rmtree(work)

    inputs: tuple[Path | str, ...] = (proto, *sources, *services, *(str(path) for path in sources))
    return Step("stream-jar", "Java of the stream job", place.stream_jar, inputs, make)


def _generate(place: Place, proto: Path, target: Path) -> None:
    protoc = next(place.jars("tools").glob("protoc-*.exe"))
    protoc.chmod(0o755)
    run("Generating the message class", [str(protoc), f"-I{proto.parent}", f"--java_out={target}", str(proto)])


def _compile(place: Place, sources: list[Path], target: Path) -> None:
    ecj = next(place.jars("tools").glob("ecj-*.jar"))
    libraries = [*place.jars("flink").glob("*.jar"), *(place.flink_home / "lib").glob("*.jar")]
    path = ":".join(map(str, libraries))
    command = [str(place.java), "-jar", str(ecj), "-17", "-nowarn", "-proc:none", "-cp", path, "-d", str(target)]
    run("Compiling the stream job's Java", [*command, *map(str, sources)])


def _pack(classes: Path, jar: Path) -> None:
    # Replaced in one move: a running Flink keeps the file it has open.
    fresh = jar.with_suffix(".new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(classes.rglob("*.*")):
            archive.write(path, path.relative_to(classes))
    fresh.replace(jar)
