"""Checking a password, in the same time whether or not there is such a login."""

from __future__ import annotations

import secrets

from pwdlib import PasswordHash


class Passwords:
    """Argon2 hashes of passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def fits(self, password: str, known_hash: str | None) -> bool:
        """Whether `password` is that of `known_hash`; never for None, but as slowly."""
        return self._hasher.verify(password, known_hash or self._nobody) and known_hash is not None
