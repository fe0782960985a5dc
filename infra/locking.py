"""Resolves the dependency groups anew and writes infra/locks."""

from __future__ import annotations

from infra.place import Place
from infra.setup.command import run

# What a lock file holds; groups that share an environment are resolved together.
_GROUPS = {
    "boot": ("boot",),
    "jvm": ("jvm",),
    "redis": ("redis",),
    "node": ("node",),
    "stream": ("stream",),
    "serve": ("serve", "test", "dev"),
    "race": ("race",),
}
_OLDEST = "3.11"


def lock(place: Place) -> None:
    """The newest versions that pyproject.toml allows, for every Python we run on. Raises Problem.

    A registry's address never gets into them: only names, versions and hashes do.
    """
    options = ["--universal", "--python-version", _OLDEST, "--generate-hashes", "--upgrade"]
    options += ["--no-header", "--no-annotate", "--quiet"]
    for name, groups in _GROUPS.items():
        chosen = [word for group in groups for word in ("--group", group)]
        target = place.locks / f"{name}.txt"
        compile_ = [str(place.boot / "bin" / "uv"), "pip", "compile", str(place.root / "pyproject.toml")]
        run(f"Resolving {name}", [*compile_, *chosen, *options, "-o", str(target)], folder=place.root)
        print(f"          {target.relative_to(place.root)}", flush=True)
