"""`/v1/clients`: for admins, and for a client about its own secrets."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from gateway.identity.callers import CurrentCaller
from gateway.identity.clients import policy, queries, service
from gateway.identity.clients.problems import (
    ClientNotFound,
    ClientTaken,
    LastSecret,
    SecretNotFound,
    SelfLockout,
    TooManySecrets,
)
from gateway.identity.clients.schemas import (
    ClientHistoryOut,
    ClientIn,
    ClientOut,
    ClientPatch,
    ClientQuery,
    DeletionQuery,
    DisablingOut,
    HistoryQuery,
    NewSecretOut,
    RegisteredOut,
    SecretIn,
    SecretOut,
)
from gateway.identity.clients.service import Author
from gateway.identity.db import ReadSession, Session
from gateway.identity.models import Client, HistoryEntry, Secret
from gateway.identity.route import Route
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    SimpulMismatch,
    Unauthenticated,
)
from services.kit.web.answers import answer_model, answer_page
from services.kit.web.etag import IfMatch, etag
from services.kit.web.idempotency import ToldOnce
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf

router = APIRouter(prefix="/v1/clients", tags=["clients"], route_class=Route)

_PRIVATE = {"Cache-Control": "no-store"}
_FOR_ADMINS = {"security": [{"oauth2": ["admin"]}]}
_FOR_READERS = {"security": [{"oauth2": ["admin"]}, {"oauth2": ["audit:read"]}]}
_FOR_ANY_TOKEN: dict[str, Any] = {"security": [{"oauth2": []}]}


async def _author(request: Request, caller: CurrentCaller) -> Author:
    return Author(caller.actor.subject, request.client.host if request.client else None)


# What is asked before a body is judged: who may not write learns nothing about the body.
async def _administrator(caller: CurrentCaller) -> None:
    policy.require_admin(caller.actor)


async def _amendable(caller: CurrentCaller, session: Session, client_id: str) -> Client:
    client = await service.require_locked(session, caller, client_id)
    policy.require_admin(caller.actor)
    return client


async def _kept(caller: CurrentCaller, session: Session, client_id: str) -> Client:
    client = await service.require_locked(session, caller, client_id)
    policy.require_keeper(caller.actor, client_id)
    return client


CurrentAuthor = Annotated[Author, Depends(_author)]
AmendableClient = Annotated[Client, Depends(_amendable)]
# The client, locked, once it is clear that the caller keeps its secrets.
KeptClient = Annotated[Client, Depends(_kept)]


@router.get(
    "",
    response_model=Page[ClientOut],
    responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
    openapi_extra=_FOR_READERS,
)
async def list_clients(
    request: Request,
    caller: CurrentCaller,
    session: ReadSession,
    query: Annotated[ClientQuery, Depends(QueryOf(ClientQuery))],
) -> Response:
    """Clients that have no simpul beyond the reader's own."""
    policy.require_reader(caller.actor)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        found = await queries.page(
            session,
            caller,
            role=query.role,
            simpul=query.simpul,
            disabled=query.disabled,
            after=after[0] if after else None,
            size=size,
        )
        return [(_out(client).model_dump_json().encode(), client.client_id) for client in found]

    return await answer_page(request, query, query.sort, fetch, keys=1)


@router.post(
    "",
    status_code=201,
    response_model=RegisteredOut,
    responses=problems(Unauthenticated, Forbidden, SimpulMismatch, ClientTaken, Invalid),
    dependencies=[Depends(_administrator)],
    openapi_extra=_FOR_ADMINS,
)
async def register_client(
    request: Request, caller: CurrentCaller, session: Session, author: CurrentAuthor, body: ClientIn
) -> Response:
    """Register a client. `client_secret` is told in this answer and nowhere else.

    Repeated under its `Idempotency-Key` the answer is the same but for `client_secret`, which is
    null: the node keeps no secret in clear. Whoever lost the first answer adds another secret.
    """
    service.require_within(caller, list(body.simpul))
    client, secret, clear = await service.register(
        session, author, client_id=body.client_id, values=body.model_dump(exclude={"client_id"})
    )
    told = RegisteredOut(**_out(client).model_dump(), secret_id=secret.id, client_secret=clear)
    return _told_once(client, told, location=f"/v1/clients/{client.client_id}")


@router.get(
    "/{client_id}",
    response_model=ClientOut,
    responses=problems(Unauthenticated, ClientNotFound),
    openapi_extra=_FOR_ANY_TOKEN,
)
async def read_client(
    request: Request, client_id: str, caller: CurrentCaller, session: ReadSession
) -> Response:
    """A client: for admins and auditors, and for the client itself."""
    client = await service.require(session, caller, client_id)
    return answer_model(request, _out(client), version=client.version, headers=_PRIVATE)


@router.patch(
    "/{client_id}",
    response_model=ClientOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ClientNotFound,
        PreconditionRequired,
        Invalid,
        SelfLockout,
        PreconditionFailed,
    ),
    openapi_extra=_FOR_ADMINS,
)
async def amend_client(
    request: Request,
    client_id: str,
    session: Session,
    author: CurrentAuthor,
    client: AmendableClient,
    expected: IfMatch,
    body: ClientPatch,
) -> Response:
    """Change name, scopes or bindings, or disable a client with a reason.

    Within two seconds it holds for tokens already issued: scopes that were taken away are gone from
    them, bindings are the new ones. Scopes that were given come with the next token.
    """
    changes = body.model_dump(exclude_unset=True)
    client = await service.amend(session, author, client, changes=changes, require_version=expected.require)
    return answer_model(request, _out(client), version=client.version, headers=_PRIVATE)


@router.get(
    "/{client_id}/secrets",
    response_model=Page[SecretOut],
    responses=problems(Unauthenticated, Forbidden, ClientNotFound),
    openapi_extra=_FOR_ANY_TOKEN,
)
async def list_secrets(
    request: Request, client_id: str, caller: CurrentCaller, session: ReadSession
) -> Response:
    """The few secrets of a client, by id, oldest first. The `ETag` is the client's: a deletion needs it."""
    client = await service.require(session, caller, client_id)
    policy.require_keeper(caller.actor, client_id)
    held = [_secret(secret) for secret in await queries.secrets(session, client)]
    page = Page[SecretOut](items=held, next_cursor=None)
    return answer_model(request, page, version=client.version, headers=_PRIVATE)


@router.post(
    "/{client_id}/secrets",
    status_code=201,
    response_model=NewSecretOut,
    responses=problems(Unauthenticated, Forbidden, ClientNotFound, TooManySecrets, Invalid),
    openapi_extra=_FOR_ANY_TOKEN,
)
async def add_secret(
    request: Request,
    client_id: str,
    session: Session,
    author: CurrentAuthor,
    client: KeptClient,
    body: SecretIn = SecretIn(),  # noqa: B008 - immutable by use; the body may be left out
) -> Response:
    """Add a secret beside the one there is; two may be valid at a time.

    `client_secret` is told in this answer and nowhere else. Repeated under its `Idempotency-Key` the
    answer is the same but for `client_secret`, which is null: the node keeps no secret in clear, so
    whoever lost the first answer deletes this secret by its `id` and adds another.
    """
    secret, clear = await service.add_secret(session, author, client, expires_at=body.expires_at)
    return _told_once(client, NewSecretOut(**_secret(secret).model_dump(), client_secret=clear))


@router.delete(
    "/{client_id}/secrets/{id}",
    status_code=204,
    response_class=Response,
    responses=problems(
        Unauthenticated,
        Forbidden,
        ClientNotFound,
        SecretNotFound,
        LastSecret,
        PreconditionRequired,
        PreconditionFailed,
    ),
    openapi_extra=_FOR_ANY_TOKEN,
)
async def delete_secret(
    request: Request,
    client_id: str,
    id: UUID,  # noqa: A002
    caller: CurrentCaller,
    session: Session,
    author: CurrentAuthor,
    client: KeptClient,
    expected: IfMatch,
    query: Annotated[DeletionQuery, Depends(QueryOf(DeletionQuery))],
) -> Response:
    """End a secret. The last valid one may be deleted by an admin only, and not its own."""
    await service.delete_secret(
        session,
        author,
        caller,
        client,
        id,
        require_version=expected.require,
        end_tokens=query.end_tokens,
    )
    return Response(status_code=204, headers={"ETag": etag(client.version)})


@router.get(
    "/{client_id}/history",
    response_model=Page[ClientHistoryOut],
    responses=problems(Unauthenticated, Forbidden, ClientNotFound, InvalidQuery, InvalidCursor),
    openapi_extra=_FOR_READERS,
)
async def read_history(
    request: Request,
    client_id: str,
    caller: CurrentCaller,
    session: ReadSession,
    query: Annotated[HistoryQuery, Depends(QueryOf(HistoryQuery))],
) -> Response:
    """Who did what to a client, when and from which address: for admins and auditors."""
    client = await service.require(session, caller, client_id)
    policy.require_reader(caller.actor)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        found = await queries.history_page(
            session, client, after=UUID(after[0]) if after else None, size=size
        )
        return [(_entry(entry).model_dump_json().encode(), str(entry.id)) for entry in found]

    return await answer_page(request, query, query.sort, fetch, keys=1)


def _told_once(
    client: Client, told: RegisteredOut | NewSecretOut, *, location: str | None = None
) -> Response:
    kept = told.model_copy(update={"client_secret": None})
    headers = {**_PRIVATE, "ETag": etag(client.version)}
    if location is not None:
        headers["Location"] = location
    return ToldOnce(
        told.model_dump_json().encode(), 201, kept=kept.model_dump_json().encode(), headers=headers
    )


def _out(client: Client) -> ClientOut:
    fields = client.model_dump(exclude={"secret_sha256", "disabled_at", "disabled_reason"})
    disabled = None
    if client.disabled_at is not None:
        disabled = DisablingOut(at=client.disabled_at, reason=client.disabled_reason)
    return ClientOut.model_validate({**fields, "disabled": disabled})


def _secret(secret: Secret) -> SecretOut:
    return SecretOut.model_validate(secret.model_dump(exclude={"client_id", "sha256"}))


def _entry(entry: HistoryEntry) -> ClientHistoryOut:
    return ClientHistoryOut.model_validate(
        {**entry.model_dump(exclude={"client_id", "at"}), "when": entry.at}
    )
