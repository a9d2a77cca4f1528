"""What a client proves itself with."""

import hashlib
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client's id and one of its secrets, as they were shown."""

    client_id: str
    client_secret: str = field(repr=False)


def new_secret() -> str:
    """A client's secret: 256 random bits, in characters that survive a form and a header."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret. It has 256 random bits, so it needs neither salt nor slowness."""
    return hashlib.sha256(secret.encode()).digest()
