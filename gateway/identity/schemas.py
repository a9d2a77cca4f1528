"""What the identity endpoints answer."""

from typing import Literal

from pydantic import BaseModel, Field

ScopeName = Literal[
    "registry:read",
    "registry:write",
    "knowledge:read",
    "knowledge:write",
    "knowledge:publish",
    "mediation:file",
    "mediation:read",
    "mediation:handle",
    "directory:pull",
    "admin",
    "audit:read",
]
SCOPES: dict[ScopeName, str] = {
    "registry:read": "Read what the registry does not show the public, such as history.",
    "registry:write": "Register and amend forums.",
    "knowledge:read": "Read what the knowledge service does not show the public.",
    "knowledge:write": "Write practices, regulations and guides.",
    "knowledge:publish": "Publish what was written.",
    "mediation:file": "Ask for mediation and act as a party.",
    "mediation:read": "Read cases one is a party to, or that fall to one's authority.",
    "mediation:handle": "Work cases: officers, coordinators, mediators.",
    "directory:pull": "Mirror the directory: snapshot, changes, digest.",
    "admin": "Register and amend clients.",
    "audit:read": "Read what was done to clients, and the trail of cases.",
}


class TokenOut(BaseModel):
    """An access token (RFC 6749, section 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    scope: str = Field(description="What was granted, separated by spaces.")


class MetadataOut(BaseModel):
    """The authorization server's metadata (RFC 8414)."""

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    service_documentation: str
    ui_locales_supported: list[str]


class PublicKeyOut(BaseModel):
    """A public key on the curve P-256 (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str
    use: Literal["sig"]
    alg: Literal["ES256"]


class KeySetOut(BaseModel):
    """The public keys that access tokens verify with."""

    keys: list[PublicKeyOut]
