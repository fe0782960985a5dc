"""MariaDB: the machine's own, else the one packed in a jar."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from infra.place import Place
from infra.setup.find import installed
from infra.setup.link import link
from infra.setup.step import Step

# Of 350 MB, what the server itself needs.
_PROGRAMS = ("bin/mariadbd", "bin/my_print_defaults", "bin/resolveip", "scripts/mariadb-install-db")


def step(place: Place) -> Step:
    """mariadbd and mariadb-install-db in the runtime's bin."""
    found = [next(installed(place, program), None) for program in ("mariadbd", "mariadb-install-db")]

    def make() -> None:
        server, install = found
        if server is None or install is None:
            base = _unpack(next(place.jars("mariadb").glob("*.jar")), place.runtime / "mariadb")
            server, install = base / "bin" / "mariadbd", base / "scripts" / "mariadb-install-db"
        link(place.mariadb_install_db, install)
        link(place.mariadbd, server)

    what = f"MariaDB at {found[0]}" if all(found) else "MariaDB, unpacked"
    inputs = (str(found), place.root / "infra" / "jars" / "SHA256SUMS")
    return Step("mariadb", what, place.mariadbd, inputs, make)


def _unpack(jar: Path, target: Path) -> Path:
    """The database's base folder. Only the server and its shared files are taken out."""
    shutil.rmtree(target, ignore_errors=True)
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            _, _, inside = name.partition("/linux/")
            if inside.startswith("share/") or inside in _PROGRAMS:
                archive.extract(name, target)
    base = next(target.rglob("linux"))
    for program in _PROGRAMS:
        (base / program).chmod(0o755)
    return base
