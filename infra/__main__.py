"""`python -m infra`: installs, starts, watches and stops the real thing on one machine."""

import sys

# Before anything else, because older Pythons cannot read the rest.
if not (3, 11) <= sys.version_info[:2] <= (3, 12):
    sys.exit("Concord needs Python 3.11 or 3.12, not " + sys.version.split()[0] + "; call `make PYTHON=python3.12`.")

import os

from infra.place import Place
from infra.problem import Problem


def main(arguments: list[str]) -> None:
    """Set up and clean with the standard library alone; everything else runs in the project's own environment."""
    place = Place()
    if arguments[:1] == ["setup"]:
        from infra.setup.chain import install

        install(place)
        return
    if arguments[:1] == ["clean"]:
        from infra.cleaning import clean

        clean(place)
        return
    if not place.python.exists():
        raise Problem("Concord is not installed here yet; run `make setup` first.")
    if os.path.realpath(sys.prefix) != os.path.realpath(place.root / ".venv"):
        os.execv(place.python, [str(place.python), "-m", "infra", *arguments])
    from infra.commands import commands

    commands()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(f"concord: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
