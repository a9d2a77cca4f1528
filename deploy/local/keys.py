"""The node's secrets: made once, kept in one file of mode 0600, never in a setting's default."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.local import files
from deploy.local.errors import LauncherError

Jwk = dict[str, str]


class Keys(BaseModel):
    """Secrets by what they belong to.

    `passwords` of database roles, `signing` keys of token issuers (private ES256 JWKs with a kid),
    `cursor` keys that sign the cursors of a part's lists; texts of 43 characters, 256 random bits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    passwords: dict[str, str] = {}
    signing: dict[str, Jwk] = {}
    cursor: dict[str, str] = {}


def load(file: Path, *, roles: Iterable[str], issuers: Iterable[str], parts: Iterable[str]) -> Keys:
    """The secrets in `file`, together with new ones for every name it does not hold yet.

    Raises LauncherError when the file holds something else, OSError when it cannot be used.
    """
    kept = _read(file) if file.exists() else Keys()
    whole = Keys(
        passwords={name: secrets.token_urlsafe(32) for name in roles} | kept.passwords,
        signing={name: _signing_key() for name in issuers if name not in kept.signing} | kept.signing,
        cursor={name: secrets.token_urlsafe(32) for name in parts} | kept.cursor,
    )
    if whole != kept:
        files.write_private(file, whole.model_dump_json(indent=1))
    return whole


def public(key: Jwk) -> Jwk:
    """The public half of a signing key."""
    return {name: value for name, value in key.items() if name != "d"}


def _read(file: Path) -> Keys:
    file.chmod(0o600)
    try:
        return Keys.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise LauncherError(f"{file} does not hold the node's keys; restore it from a copy.") from error


def _signing_key() -> Jwk:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    return {name: str(value) for name, value in key.as_dict(private=True).items()}
