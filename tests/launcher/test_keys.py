import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local import keys
from deploy.local.errors import LauncherError

NAMES = {"roles": ["a_owner", "a_app"], "issuers": ["gateway", "knowledge"], "parts": ["gateway"]}


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    made = keys.load(file, **NAMES)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.stat().st_mtime_ns
    assert keys.load(file, **NAMES) == made
    assert file.stat().st_mtime_ns == before
    secrets = [*made.passwords.values(), *made.cursor.values()]
    assert len(set(secrets)) == 3
    assert all(len(secret) == 43 for secret in secrets)


def test_a_name_of_a_later_release_is_added_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    old = keys.load(file, **NAMES)
    new = keys.load(file, roles=["b_app"], issuers=["mediation"], parts=["registry"])
    assert set(new.passwords) == {"a_owner", "a_app", "b_app"}
    for kept in ("passwords", "signing", "cursor"):
        assert getattr(old, kept).items() <= getattr(new, kept).items()


def test_a_file_others_could_read_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    keys.load(file, **NAMES)
    file.chmod(0o644)
    keys.load(file, **NAMES)
    assert file.stat().st_mode & 0o777 == 0o600


def test_signing_keys_sign_es256_and_their_public_half_verifies(tmp_path: Path) -> None:
    private = keys.load(tmp_path / "keys.json", **NAMES).signing["gateway"]
    public = keys.public(private)
    assert public.keys() == private.keys() - {"d"}
    assert private["kid"]
    token = jwt.encode({"alg": "ES256"}, {"iss": "gateway"}, ECKey.import_key(dict(private)), ["ES256"])
    assert jwt.decode(token, ECKey.import_key(dict(public)), ["ES256"]).claims == {"iss": "gateway"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"passwords": {"a_owner": 1}}', '{"other": {}}'])
def test_a_file_that_holds_something_else_is_one_sentence_that_tells_no_secret(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(LauncherError, match=r"keys\.json does not hold the node's keys"):
        keys.load(file, **NAMES)
    assert file.read_text() == text


def test_the_kept_file_is_plain_json(tmp_path: Path) -> None:
    keys.load(tmp_path / "keys.json", **NAMES)
    kept = json.loads((tmp_path / "keys.json").read_text())
    assert kept.keys() == {"passwords", "signing", "cursor"}
