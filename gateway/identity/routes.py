"""`/oauth/token`, `/oauth/revoke`, and what a client needs to find and verify them."""

import base64
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from gateway.identity import service, tokens
from gateway.identity.access import GRANT_TYPE, Attempts, Desk
from gateway.identity.access import SCOPES as CASE_SCOPES
from gateway.identity.credentials import Credentials
from gateway.identity.db import Session
from gateway.identity.problems import (
    CodeRefused,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    InvalidScope,
    TooManyAttempts,
    UnsupportedGrantType,
)
from gateway.identity.schemas import SCOPES, KeySetOut, MetadataOut, TokenOut
from gateway.identity.tokens import AccessTokens
from services.kit.language import Text
from services.kit.simpul import SIMPUL, is_simpul
from services.kit.web.problems import problems

router = APIRouter(tags=["oauth"])
Tokens = Annotated[AccessTokens, Depends(tokens.of)]

_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20
_METHODS = ["client_secret_basic", "client_secret_post"]
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def _form(required: str, fields: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The OpenAPI of a form with a client's credentials in it, or in Basic."""
    credentials = {
        "client_id": {"type": "string", "description": "Where Basic is not used."},
        "client_secret": {
            "type": "string",
            "format": "password",
            "description": "Where Basic is not used.",
        },
    }
    schema = {"type": "object", "required": [required], "properties": fields | credentials}
    return {
        "requestBody": {"required": True, "content": {_FORM_TYPE: {"schema": schema}}},
        "security": [{"basic": []}, {}],
    }


_TOKEN_FORM = _form(
    "grant_type",
    {
        "grant_type": {"type": "string", "enum": ["client_credentials", GRANT_TYPE]},
        "code": {"type": "string", "format": "password", "description": "An access code, for its grant."},
        "simpul": {"type": "string", "enum": list(SIMPUL), "description": "Where the code was issued."},
        "scope": {
            "type": "string",
            "description": "Some of the client's scopes, by spaces; without it, all.",
        },
    },
)
_REVOCATION_FORM = _form(
    "token",
    {
        "token": {"type": "string", "description": "The access token to end."},
        "token_type_hint": {"type": "string", "description": "Ignored: there is one type."},
    },
)


@router.post(
    "/oauth/token",
    response_model=TokenOut,
    responses=problems(
        InvalidRequest, InvalidClient, UnsupportedGrantType, InvalidScope, CodeRefused, TooManyAttempts
    ),
    openapi_extra=_TOKEN_FORM,
)
async def issue_token(request: Request, session: Session, access_tokens: Tokens) -> Response:
    """An access token for a client's id and secret (RFC 6749, section 4.4), for ten minutes.

    With the grant type `urn:simpul:grant:access-code`: for `code`, which a party of a case got from the
    office, and `simpul`; without a client.
    """
    form = await _read_form(request)
    grant_type = form.get("grant_type")
    if grant_type == GRANT_TYPE:
        return await _issue_access_token(request, form, access_tokens)
    credentials = _credentials(request.headers.getlist("authorization"), form)
    if grant_type is None:
        raise InvalidRequest(Text("Parameter grant_type wajib diisi.", "The parameter grant_type is needed."))
    if grant_type != "client_credentials":
        raise UnsupportedGrantType(
            Text("Gunakan grant_type=client_credentials.", "Use grant_type=client_credentials.")
        )
    token = await service.issue_token(session, credentials, scope=form.get("scope"), tokens=access_tokens)
    return JSONResponse(token.model_dump(), headers=_NO_STORE)


async def _issue_access_token(request: Request, form: dict[str, str], tokens: AccessTokens) -> Response:
    """For an access code: the party of one case, without a client."""
    desk: Desk = request.app.state.access_desk
    attempts: Attempts = request.app.state.access_attempts
    code, simpul = form.get("code"), form.get("simpul", "")
    if code is None or not is_simpul(simpul):
        raise InvalidRequest(
            Text("Sertakan code, dan simpul: provinsi atau kabkota.", "Send code, and simpul.")
        )
    address = request.client.host if request.client else ""
    attempts.admit(address)
    access = await desk.take(simpul, code)
    if access is None:
        attempts.note_wrong(address)
        raise CodeRefused()
    token, seconds = tokens.issue_access(access)
    answer = TokenOut(
        access_token=token,
        token_type="Bearer",  # noqa: S106 - the name of a scheme
        expires_in=seconds,
        scope=" ".join(CASE_SCOPES),
    )
    return JSONResponse(answer.model_dump(), headers=_NO_STORE)


@router.post(
    "/oauth/revoke",
    response_class=Response,
    responses=problems(InvalidRequest, InvalidClient, InvalidGrant),
    openapi_extra=_REVOCATION_FORM,
)
async def revoke_token(request: Request, session: Session, access_tokens: Tokens) -> Response:
    """End an access token of one's own before its time (RFC 7009); it is refused within two seconds.

    200 without a body, also for a token that is unknown or has ended. One of another client's is not
    ended: `invalid_grant`.
    """
    form = await _read_form(request)
    credentials = _credentials(request.headers.getlist("authorization"), form)
    token = form.get("token")
    if token is None:
        raise InvalidRequest(Text("Parameter token wajib diisi.", "The parameter token is needed."))
    address = request.client.host if request.client else None
    await service.revoke_token(session, credentials, token, address=address, tokens=access_tokens)
    return Response(headers=_NO_STORE)


async def _read_form(request: Request) -> dict[str, str]:
    """The form's fields by name; empty ones count as absent (RFC 6749, section 3.2)."""
    if request.scope["query_string"]:
        raise InvalidRequest(
            Text("Kirim parameter di isi permintaan, bukan di alamat.", "Send parameters in the body.")
        )
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _FORM_TYPE:
        raise InvalidRequest(Text(f"Kirim isi sebagai {_FORM_TYPE}.", f"Send the body as {_FORM_TYPE}."))
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise InvalidRequest(Text("Isi formulir tidak terbaca.", "The form cannot be read.")) from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidRequest(
            Text("Setiap parameter hanya boleh sekali.", "Each parameter may stand once only.")
        )
    return {name: value for name, value in form.items() if value}


def _credentials(authorization: list[str], form: dict[str, str]) -> Credentials:
    """From the header or from the form, never from both."""
    client_id, secret = form.get("client_id"), form.get("client_secret")
    if not authorization:
        if client_id is None or secret is None:
            raise InvalidClient(
                Text(
                    "Sertakan client_id dan client_secret, dengan Basic atau di formulir.",
                    "Send client_id and client_secret, by Basic or in the form.",
                )
            )
        return Credentials(client_id, secret)
    credentials = _basic(authorization)
    if secret is not None or client_id not in (None, credentials.client_id):
        raise InvalidRequest(
            Text(
                "Gunakan satu cara saja: tajuk Authorization atau formulir.",
                "Use one way only: the Authorization header or the form.",
            )
        )
    return credentials


def _basic(authorization: list[str]) -> Credentials:
    """HTTP Basic, whose two parts are form-encoded first (RFC 6749, section 2.3.1)."""
    malformed = InvalidClient(
        Text("Tajuk Authorization harus Basic yang sah.", "The Authorization header must be valid Basic.")
    )
    scheme, _, encoded = authorization[0].partition(" ")
    if scheme.lower() != "basic" or len(authorization) > 1:
        raise malformed
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
        client_id, separator, secret = pair.partition(":")
        credentials = Credentials(
            unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
        )
    except ValueError:
        raise malformed from None
    if not separator:
        raise malformed
    return credentials


@router.get("/.well-known/oauth-authorization-server", response_model=MetadataOut)
async def read_metadata(access_tokens: Tokens) -> Response:
    """Where tokens are issued and how (RFC 8414)."""
    issuer = access_tokens.issuer
    metadata = MetadataOut(
        issuer=issuer,
        token_endpoint=f"{issuer}/oauth/token",
        revocation_endpoint=f"{issuer}/oauth/revoke",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        scopes_supported=list(SCOPES),
        response_types_supported=[],
        grant_types_supported=["client_credentials", GRANT_TYPE],
        token_endpoint_auth_methods_supported=_METHODS,
        revocation_endpoint_auth_methods_supported=_METHODS,
        service_documentation=f"{issuer}/docs",
        ui_locales_supported=["id", "en"],
    )
    return JSONResponse(metadata.model_dump(), headers={"Cache-Control": "public, max-age=300"})


@router.get("/.well-known/jwks.json", response_model=KeySetOut)
async def read_keys(access_tokens: Tokens) -> Response:
    """The public keys that access tokens verify with."""
    return JSONResponse(
        {"keys": [access_tokens.public_key()]}, headers={"Cache-Control": "public, max-age=300"}
    )
