"""Certificates for Java: it does not read the file every other program here trusts."""

from __future__ import annotations

import hashlib
import re
import ssl
import struct
from collections.abc import Mapping
from pathlib import Path

_SYSTEM = Path("/etc/ssl/certs/java/cacerts")
_PASSWORD = "changeit"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def options(runtime: Path, environment: Mapping[str, str]) -> list[str]:
    """JVM options naming the certificates to trust: those of SSL_CERT_FILE, the system's, or Java's own."""
    pem = environment.get("SSL_CERT_FILE")
    if pem and Path(pem).is_file():
        store = runtime / "trust.jks"
        store.parent.mkdir(parents=True, exist_ok=True)
        store.write_bytes(key_store(_CERTIFICATE.findall(Path(pem).read_text(errors="ignore"))))
        return [f"-Djavax.net.ssl.trustStore={store}", f"-Djavax.net.ssl.trustStorePassword={_PASSWORD}"]
    return [f"-Djavax.net.ssl.trustStore={_SYSTEM}"] if _SYSTEM.exists() else []


def key_store(certificates: list[str]) -> bytes:
    """PEM certificates as a store in Java's own format, version 2."""
    entries = b"".join(_entry(number, pem) for number, pem in enumerate(certificates))
    body = struct.pack(">III", 0xFEEDFEED, 2, len(certificates)) + entries
    # The format signs itself with a phrase of its own between password and content.
    return body + hashlib.sha1(_PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + body).digest()


def _entry(number: int, pem: str) -> bytes:
    der = ssl.PEM_cert_to_DER_cert(pem)
    return (
        struct.pack(">I", 2)
        + _text(str(number))
        + struct.pack(">Q", 0)
        + _text("X.509")
        + struct.pack(">I", len(der))
        + der
    )


def _text(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()
