"""Tariffs on file, for those who run the place."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path
from sqlalchemy.exc import DataError, IntegrityError

from api.asks import Asked
from api.guard import STAFF, Guard
from api.models.tariffs import NewVersion, TariffOnFile, Tariffs
from api.problems import Problem
from api.services import Services
from api.tariff_reads import AlreadyOnFileError
from api.tokens import Login
from contract.prices.document import DocumentError
from contract.roles import Role

router = APIRouter(tags=["tariffs"])
TariffId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,39}$", description="as electricity-standard")]
Keeper = Annotated[Login, Depends(Guard(Role.OPERATOR, Role.ADMINISTRATOR))]
log = structlog.get_logger()


@router.get("/tariffs")
def tariffs(_: Annotated[Login, Depends(Guard(*STAFF))], asked: Asked) -> Tariffs:
    """Every tariff with its versions and documents, and how many service points have it today."""
    return Tariffs(tariffs=asked.tariffs.all())


@router.post("/tariffs/{tariff_id}/versions", status_code=201)
def put_version(login: Keeper, tariff_id: TariffId, body: NewVersion, asked: Asked) -> TariffOnFile:
    """Puts a document on file as the tariff's next version, or as a new tariff; bills follow with the next pricing."""
    version = _put(asked, tariff_id, body)
    log.info("tariff put on file", tariff=tariff_id, version=version, valid_from=str(body.valid_from), by=login.name)
    return next(found for found in asked.tariffs.all() if found.tariff_id == tariff_id)


def _put(asked: Services, tariff_id: str, body: NewVersion) -> int:
    try:
        return asked.tariffs.put(tariff_id, body)
    except DocumentError as error:
        raise Problem(422, "Not a tariff", f"{error}; mend it, or give it another id, and send it again.") from None
    except AlreadyOnFileError as error:
        detail = f"Version {error} of {tariff_id} is this document, in force from {body.valid_from}; nothing is to do."
        raise Problem(409, "Already on file", detail) from None
    except IntegrityError:
        detail = f"Somebody put a version of {tariff_id} on file just now; look at it, then send yours again."
        raise Problem(409, "Two at once", detail) from None
    except DataError:
        raise Problem(422, "Not a tariff", "The document is longer than 64 KB; shorten it and send it again.") from None
