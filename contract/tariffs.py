"""The hash by which a tariff's document is known, however its JSON is spelled."""

from __future__ import annotations

import hashlib
import json


def sha256_of(text: str) -> str:
    """SHA-256 of the JSON in one fixed spelling: keys sorted, no spaces."""
    spelled = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()
