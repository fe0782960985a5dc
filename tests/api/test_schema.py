"""The schema is the one the web client was made from, and the app keeps to it whatever it is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from contract.settings import Settings
from tests.api.conftest import ClientOf

COMMITTED = Path(__file__).parents[2] / "web" / "src" / "api" / "openapi.json"
ENDLESS_OR_COUNTED = "events$|login$"  # streams, and what a limit guards
KEPT: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
described = schemathesis.openapi.from_path(COMMITTED).exclude(path_regex=ENDLESS_OR_COUNTED)


def test_the_web_client_is_made_from_this_schema() -> None:
    found = create_app(Settings(), lambda: 0).openapi()
    assert found == json.loads(COMMITTED.read_text()), (
        "run `python -m api openapi > web/src/api/openapi.json`, then `npm --prefix web run schema`"
    )


@described.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case[Any], address: str, logged_in: ClientOf) -> None:
    headers = {"Authorization": logged_in("ada").headers["Authorization"]}
    case.call_and_validate(base_url=address, headers=headers, checks=KEPT)
