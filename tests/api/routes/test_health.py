"""Health asks the parts."""

from __future__ import annotations

import httpx


def test_health_names_each_part(nobody: httpx.Client) -> None:
    assert nobody.get("/health").json() == {"status": "fine", "parts": {"redis": "fine", "mysql": "fine"}}
