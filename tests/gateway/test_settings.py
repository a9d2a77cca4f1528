"""A gateway starts with what it needs, or says what is missing."""

import json
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from pydantic import ValidationError

from gateway.settings import PREFIX, GatewaySettings


def jwk(key: ECKey) -> str:
    return json.dumps(key.as_dict(private=True))


ACCESS, INTERNAL = jwk(ECKey.generate_key("P-256")), jwk(ECKey.generate_key("P-256"))
GOOD: dict[str, Any] = {
    "identity_database_url": "postgresql://a:b@127.0.0.1/gateway_identity",
    "public_url": "https://simpul.test/",
    "access_key": ACCESS,
    "internal_key": INTERNAL,
    "registry_url": "http://127.0.0.1:8001",
    "knowledge_url": "http://127.0.0.1:8002",
    "mediation_url": "http://127.0.0.1:8003",
}


def test_what_has_no_default_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GatewaySettings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    with pytest.raises(ValidationError) as raised:
        GatewaySettings()
    assert {error["loc"][0] for error in raised.value.errors()} == set(GOOD)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = {"trusted_proxies": '["10.0.0.0/8"]', "cors_origins": '["https://peta.test"]'}
    for name, value in (GOOD | lists).items():
        monkeypatch.setenv(PREFIX + name.upper(), value)
    settings = GatewaySettings()
    assert settings.issuer == "https://simpul.test"
    assert settings.service_urls()["knowledge"] == "http://127.0.0.1:8002"
    assert settings.trusted_proxies == ["10.0.0.0/8"]
    assert settings.body_limit == 1024 * 1024
    assert settings.document_limit == 25 * 1024 * 1024


def test_a_secret_does_not_show() -> None:
    settings = GatewaySettings(**GOOD)
    for secret in (ACCESS, INTERNAL):
        assert json.loads(secret)["d"] not in repr(settings)


UNFIT: dict[str, tuple[str, str]] = {
    "a key that is no JSON": ("access_key", "not json"),
    "an empty key": ("access_key", "{}"),
    "a public key": ("access_key", json.dumps(ECKey.generate_key("P-256").as_dict(private=False))),
    "another curve": ("access_key", jwk(ECKey.generate_key("P-384"))),
    "a shared secret": ("internal_key", json.dumps(OctKey.generate_key(256).as_dict(private=True))),
    "an RSA key": ("internal_key", json.dumps(RSAKey.generate_key(2048).as_dict(private=True))),
    "one key for both": ("internal_key", ACCESS),
    "a path": ("public_url", "https://simpul.test/api"),
    "credentials": ("public_url", "https://a:b@simpul.test"),
    "no scheme": ("public_url", "simpul.test"),
    "a path of a service": ("registry_url", "http://127.0.0.1:8001/x"),
    "another database": ("identity_database_url", "mysql://a@b/c"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_setting_that_cannot_be_meant_is_refused_without_quoting_a_key(case: str) -> None:
    name, value = UNFIT[case]
    with pytest.raises(ValidationError) as raised:
        GatewaySettings(**(GOOD | {name: value}))
    if name.endswith("_key"):
        assert "input_value" not in str(raised.value)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in GatewaySettings.model_fields.values())
