"""Confidences on the trail: only a salted digest goes there, and the words stay in their own row."""

import secrets

from services.mediation.trail.service import salted

_SALT_BYTES = 16


def new_salt() -> bytes:
    """A salt for one text; kept beside it and erased with it."""
    return secrets.token_bytes(_SALT_BYTES)


def digest_of(salt: bytes, text: str) -> str:
    """SHA-256 of salt and text, in hex: proves later what was written, and tells nobody what it is."""
    return salted(salt, text).hex()
