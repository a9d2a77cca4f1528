"""What the gateway needs to start. There are no default secrets."""

import hashlib
import hmac
import json

from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from services.kit.settings import DatabaseUrl, environment

PREFIX = "SIMPUL_GATEWAY_"


class IdentitySettings(BaseSettings):
    """All that the demonstration clients need."""

    # What is wrong with a key is said without the key.
    model_config = environment(PREFIX)

    identity_database_url: DatabaseUrl = Field(
        description="Database `gateway_identity`, as the gateway's login role."
    )


class GatewaySettings(IdentitySettings):
    """Addresses, keys and limits of one gateway process."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    public_url: AnyHttpUrl = Field(
        description="Where callers reach the gateway: issuer and audience of access tokens. No path."
    )
    access_key: SecretStr = Field(
        description="Private ES256 JWK (JSON) of access tokens and cursors; its public half is in the JWKS."
    )
    internal_key: SecretStr = Field(
        description="Private ES256 JWK (JSON) that signs internal tokens; services hold its public half."
    )
    registry_url: AnyHttpUrl = Field(description="Base URL of the service registry. No path.")
    knowledge_url: AnyHttpUrl = Field(description="Base URL of the service knowledge. No path.")
    mediation_url: AnyHttpUrl = Field(description="Base URL of the service mediation. No path.")
    trusted_proxies: list[str] = Field(
        default=[],
        description="Addresses or networks (JSON list) whose X-Forwarded-For and -Proto are believed.",
    )
    cors_origins: list[str] = Field(
        default=[],
        description="Origins (JSON list) whose pages may call the API from a browser. Empty: CORS is off.",
    )
    connect_timeout: float = Field(
        default=2.0, gt=0, le=60, description="Seconds to reach a service, also for a free connection."
    )
    read_timeout: float = Field(
        default=40.0,
        gt=0,
        le=600,
        description="Seconds of silence from a service; above its database's 30 and a long poll's 30.",
    )
    upload_timeout: float = Field(
        default=60.0,
        gt=0,
        le=3600,
        description="Seconds for a body that is streamed, until the answer begins.",
    )
    health_timeout: float = Field(
        default=1.0, gt=0, le=30, description="Seconds a service has to answer when /readyz asks."
    )
    upstream_connections: int = Field(
        default=256, ge=1, le=10_000, description="Connections to all services together, per process."
    )
    body_limit: int = Field(
        default=1_048_576, ge=1024, description="Largest request body in bytes, counted while it streams."
    )
    document_limit: int = Field(
        default=26_214_400, ge=1024, description="Largest body in bytes where a route takes a document."
    )
    log_level: str = Field(default="info", description="debug, info, warning or error.")

    @field_validator("public_url", "registry_url", "knowledge_url", "mediation_url")
    @classmethod
    def _is_an_origin(cls, url: AnyHttpUrl) -> AnyHttpUrl:
        if url.path not in (None, "/") or url.query or url.fragment or url.username or url.password:
            raise ValueError("must be scheme, host and port alone")
        return url

    @field_validator("access_key", "internal_key")
    @classmethod
    def _is_a_signing_key(cls, key: SecretStr) -> SecretStr:
        signing_key(key)
        return key

    @model_validator(mode="after")
    def _keys_differ(self) -> "GatewaySettings":
        # One key for both would make an access token half of an internal one.
        if signing_key(self.access_key).thumbprint() == signing_key(self.internal_key).thumbprint():
            raise ValueError("access_key and internal_key must be different keys")
        return self

    @property
    def issuer(self) -> str:
        """The public URL as issuer and audience of access tokens: without a slash at the end."""
        return origin(self.public_url)

    def cursor_key(self) -> str:
        """What signs the cursors of lists: made from the access key, so that there is no secret more."""
        secret = signing_key(self.access_key).as_dict(private=True)["d"]
        return hmac.new(str(secret).encode(), b"cursors of lists", hashlib.sha256).hexdigest()

    def service_urls(self) -> dict[str, str]:
        """Base URL of each service by its name, without a slash at the end."""
        return {
            "registry": origin(self.registry_url),
            "knowledge": origin(self.knowledge_url),
            "mediation": origin(self.mediation_url),
        }


def origin(url: AnyHttpUrl) -> str:
    """A URL as text, without the slash that pydantic adds."""
    return str(url).rstrip("/")


def signing_key(secret: SecretStr) -> ECKey:
    """The key in a setting. `ValueError` where it is not a private P-256 JWK; the key is never quoted."""
    try:
        key = ECKey.import_key(json.loads(secret.get_secret_value()))
    except (JoseError, ValueError, TypeError, KeyError):
        raise ValueError("must be a JWK in JSON") from None
    if not key.is_private or key.curve_name != "P-256":
        raise ValueError("must be a private key on the curve P-256 (ES256)")
    return key
