"""OpenMP's runtime, which LightGBM expects of the machine: the one that scikit-learn brings, under its usual name."""

from __future__ import annotations

from infra.place import Place
from infra.problem import Problem
from infra.setup.link import link
from infra.setup.step import Step


def step(place: Place) -> Step:
    """libgomp.so.1 in the runtime's lib. A bare machine has none; on others one runtime serves both libraries."""

    def make() -> None:
        bundled = sorted(place.python.parents[1].glob("lib/python3.*/site-packages/scikit_learn.libs/libgomp*"))
        if not bundled:
            raise Problem("scikit-learn has come without libgomp; install libgomp1 on this machine and tell us.")
        link(place.openmp, bundled[0])

    return Step("openmp", "OpenMP, as scikit-learn brings it", place.openmp, (place.locks / "serve.txt",), make)
