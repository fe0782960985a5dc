"""The model in use: the newest version of the one that the settings name, met without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property

import structlog

from anomalies.models import versions
from anomalies.models.catalogue import LEARNED
from anomalies.models.endpoint import HttpModel
from anomalies.models.objects import Objects, StoreAwayError
from anomalies.models.protocol import Model, ModelError
from anomalies.models.robust import RobustBaseline
from contract.settings import Settings

LOOK_EVERY_S = 60.0
ROBUST = RobustBaseline()
log = structlog.get_logger()


class CurrentModel:
    """`clock`: seconds, only ever rising."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._looked: float | None = None
        self._model: Model = _fixed(settings)

    def get(self) -> Model:
        """Looks once a minute for a newer version. Until there is one, or while S3 is away, what there is stays."""
        wanted = self._settings.unusual_model
        if wanted in LEARNED and (self._looked is None or self._clock() - self._looked >= LOOK_EVERY_S):
            self._looked = self._clock()
            try:
                self._look(wanted)
            except (StoreAwayError, ModelError) as error:
                log.warning("no newer model", model=wanted, keeping=self._model.name, reason=str(error))
        return self._model

    def _look(self, name: str) -> None:
        version = versions.newest(self._objects, name)
        if version and (self._model.name, self._model.version) != (name, version):
            self._model = versions.load(self._objects, name, version)
            log.info("model loaded", model=name, version=version)

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self._settings)


def _fixed(settings: Settings) -> Model:
    """The model of an address, else the robust baseline: itself, or until a learned one has been trained."""
    wanted = settings.unusual_model
    if wanted.startswith(("http://", "https://")):
        return HttpModel(wanted, ROBUST, settings.model_timeout_s)
    if wanted != ROBUST.name and wanted not in LEARNED:
        known = ", ".join([ROBUST.name, *LEARNED])
        raise ModelError(f"CONCORD_UNUSUAL_MODEL is {wanted!r}; it must be one of {known}, or an http address.")
    return ROBUST
