"""Somebody who asks the running API, as a browser would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from contract.settings import Settings
from infra.problem import Problem

REASON = "demonstration: compare with the simulator's truth"


class Visitor:
    """Logged in as the homeowner and as the administrator."""

    def __init__(self, settings: Settings, passwords: Mapping[str, str]) -> None:
        self._address = f"http://{settings.host}:{settings.api_port}"
        self._home = self._log_in("home", passwords["home"])
        self._admin = self._log_in("admin", passwords["admin"])

    def _log_in(self, name: str, password: str) -> httpx.Client:
        client = httpx.Client(base_url=self._address, timeout=30)
        answer = client.post("/v1/login", json={"name": name, "password": password})
        if answer.status_code != 200:
            raise Problem(f"The API refused the login {name!r}: {answer.text[:300]}")
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

    def behind_ms(self, home: int) -> int | None:
        """How far the newest reading of a home's slowest utility is behind the API's clock; None without one."""
        answer = self._home.get(f"/v1/live/{home}")
        if answer.status_code != 200:
            return None
        body = answer.json()
        points = body["service_points"]
        return max(body["now"] - point["last_at"] for point in points) if points else None

    def home_total(self, user_id: int, utility: str, start: int, stop: int) -> int | None:
        """Merged usage of a home: mWh or mL."""
        return self._total(f"/v1/usage/{user_id}/{utility}", start, stop, grain="day", reason=REASON)

    def county_total(self, county: int, utility: str, start: int, stop: int) -> int | None:
        """Merged usage of a county: mWh or mL."""
        return self._total(f"/v1/regions/{county:05d}/usage/{utility}", start, stop)

    def _total(self, path: str, start: int, stop: int, **more: str) -> int | None:
        parameters: dict[str, Any] = {"from": start, "to": stop, **more}
        answer = self._admin.get(path, params=parameters)
        if answer.status_code != 200:
            raise Problem(f"The API answers {answer.status_code} to {path}: {answer.text[:300]}")
        usage: int | None = answer.json()["total"]["usage"]
        return usage
