"""The routes that every kind of knowledge has: `/v1/{simpul}/<items>`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, Database, Reads, Session
from services.kit.ids import as_id
from services.kit.language import Text
from services.kit.paging import Page
from services.kit.problems import (
    FieldError,
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PreconditionFailed,
    PreconditionRequired,
    Unauthenticated,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import answer_document, answer_page
from services.kit.web.etag import IfMatch
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.words import AmendQuery
from services.knowledge.chronicle.resource import Seen, versions_of
from services.knowledge.editing import policy, queries, service
from services.knowledge.editing.answers import answer_item
from services.knowledge.editing.dependencies import held, publishes, withdraws, writer
from services.knowledge.editing.kind import Kind
from services.knowledge.editing.models import Item
from services.knowledge.editing.problems import ActRefused, ItemNotFound, NotReviewed, SlugTaken
from services.knowledge.editing.reviewing import reviews_of
from services.knowledge.editing.schemas import FacetOut, FacetsOut, ItemQuery, NoteIn, PublicationIn, ReasonIn
from services.knowledge.editing.uploads import attachments_of
from services.knowledge.reference.judging import require_known

Reason = Annotated[AmendQuery, Depends(QueryOf(AmendQuery))]


def resource(kind: Kind, *, one: str) -> APIRouter:
    """Routes to list, count, read, write and amend items, to submit, publish and withdraw them, and of
    their versions. `one` names a single item.
    """
    router = APIRouter(prefix=f"/v1/{{simpul}}/{kind.path}", tags=["knowledge"], route_class=Route)
    item_in, item_patch, item_out, query_model = kind.item_in, kind.item_patch, kind.item_out, kind.query
    written = held(kind, policy.require_write)
    publishable = held(kind, publishes)
    withdrawable = held(kind, withdraws)
    writing = (Unauthenticated, Forbidden, ItemNotFound, Invalid)

    @router.get(
        "",
        name=f"list_{one}s",
        response_model=Page[item_out],  # type: ignore[valid-type]
        response_model_exclude_unset=True,
        responses=problems(Unauthenticated, Forbidden, InvalidQuery, InvalidCursor),
    )
    async def list_items(
        request: Request,
        simpul: Simpul,
        actor: CurrentActor,
        database: CurrentDatabase,
        query: Annotated[Any, Depends(QueryOf(query_model))],
    ) -> Response:
        """What is published; with `state`, the working copies in that state that the caller keeps."""
        wanted = query.filters()
        state = wanted.pop("state", None)
        if state not in (None, "terbit"):
            return await _list_working(request, actor, database, kind, query, state, wanted)
        tags = _tags(wanted)

        async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
            read = queries.page(query.sort, filtered=bool(tags), continued=after is not None)
            keys = {"after_key": after[0], "after_id": UUID(after[1])} if after else {}
            given: dict[str, object] = {"tags": tags} if tags else {}
            rows = await database.hot.all(read, kind=kind.name, **given, **keys, size=size)
            if not rows and after is None and wanted:
                # Nothing found: either so, or a code that does not exist. Asked only then.
                await require_known(database.hot, wanted, kind.filters)
            return rows

        return await answer_page(request, query, query.sort, fetch)

    @router.get("/facets", name=f"count_{one}s", responses=problems(InvalidQuery))
    async def count_items(
        simpul: Simpul,
        actor: CurrentActor,
        reads: Reads,
        query: Annotated[Any, Depends(QueryOf(query_model))],
    ) -> FacetsOut:
        """How many are published, and with which values; most frequent first."""
        wanted = {name: value for name, value in query.filters().items() if name != "state"}
        tags = _tags(wanted)
        given: dict[str, object] = {"tags": tags} if tags else {}
        names = list(kind.facets)
        rows = await reads.all(queries.facets(filtered=bool(tags)), kind=kind.name, names=names, **given)
        if tags and all(count == 0 for _, count in rows):
            await require_known(reads, wanted, kind.filters)
        return _facets(kind, rows)

    @router.post(
        "",
        name=f"write_{one}",
        status_code=201,
        response_model=item_out,
        response_model_exclude_unset=True,
        dependencies=[Depends(writer)],
        responses=problems(Unauthenticated, Forbidden, SlugTaken, Invalid),
    )
    async def write_item(
        request: Request,
        simpul: Simpul,
        actor: CurrentActor,
        session: Session,
        body: item_in,  # type: ignore[valid-type]
        query: Reason,
    ) -> Response:
        """Begin a draft: the secretariat, or a forum about its own."""
        said = body.model_dump(mode="json")  # type: ignore[attr-defined]
        slug = said.pop("slug")
        forum_slug = said.pop("forum_slug") or policy.only_forum_of(actor)
        item = await service.write(
            session, actor, kind, slug=slug, forum_slug=forum_slug, content=said, why=query.reason
        )
        location = f"/v1/{simpul}/{kind.path}/{item.slug}"
        return answer_item(request, item, status=201, headers={"Location": location})

    @router.get(
        "/{slug}",
        name=f"read_{one}",
        response_model=item_out,
        response_model_exclude_unset=True,
        responses=problems(ItemNotFound),
    )
    async def read_item(
        request: Request, simpul: Simpul, slug: str, actor: CurrentActor, database: CurrentDatabase
    ) -> Response:
        """One item by slug or id: as published, or the working copy for those who keep it."""
        if not actor.is_anonymous:
            async with database.read.begin() as session:
                item = await queries.find(session, kind.name, slug)
            if item is not None and policy.keeps(actor, item):
                return answer_item(request, item)
        item_id = as_id(slug)
        if item_id is not None:
            row = await database.hot.one(queries.ONE_BY_ID, kind=kind.name, id=item_id)
        else:
            row = await database.hot.one(queries.ONE_BY_SLUG, kind=kind.name, slug=slug)
        if row is None:
            raise ItemNotFound()
        return answer_document(request, row[0], version=row[1], audience=policy.READER)

    @router.patch(
        "/{slug}",
        name=f"amend_{one}",
        response_model=item_out,
        response_model_exclude_unset=True,
        responses=problems(*writing, ActRefused, PreconditionRequired, PreconditionFailed),
    )
    async def amend_item(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(written)],
        body: item_patch,  # type: ignore[valid-type]
        expected: IfMatch,
        query: Reason,
    ) -> Response:
        """Change the working copy; what is published stays as it is until it is published anew."""
        changes = body.model_dump(mode="json", exclude_unset=True)  # type: ignore[attr-defined]
        amended = await service.amend(
            session,
            actor,
            kind,
            item,
            changes=changes,
            require_version=expected.require,
            why=query.reason,
        )
        return answer_item(request, amended)

    @router.post(
        "/{slug}/submission",
        name=f"submit_{one}",
        status_code=201,
        response_model=item_out,
        response_model_exclude_unset=True,
        responses=problems(*writing, ActRefused),
    )
    async def submit_item(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(written)],
        body: NoteIn | None = None,
    ) -> Response:
        """Ask for a review of the draft; refused while something is missing."""
        submitted = await service.submit(session, actor, kind, item, why=body.note if body else None)
        return answer_item(request, submitted, status=201)

    @router.post(
        "/{slug}/publication",
        name=f"publish_{one}",
        status_code=201,
        response_model=item_out,
        response_model_exclude_unset=True,
        responses=problems(*writing, ActRefused, NotReviewed),
    )
    async def publish_item(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(publishable)],
        body: PublicationIn | None = None,
    ) -> Response:
        """Publish the reviewed revision; with `also_in`, offer it to the other simpul as a row of its own."""
        said = body or PublicationIn()
        published = await service.publish(session, actor, kind, item, also_in=said.also_in, why=said.note)
        return answer_item(request, published, status=201)

    @router.post(
        "/{slug}/withdrawal",
        name=f"withdraw_{one}",
        status_code=201,
        response_model=item_out,
        response_model_exclude_unset=True,
        responses=problems(*writing, ActRefused),
    )
    async def withdraw_item(
        request: Request,
        simpul: Simpul,
        slug: str,
        actor: CurrentActor,
        session: Session,
        item: Annotated[Item, Depends(withdrawable)],
        body: ReasonIn,
    ) -> Response:
        """Take an item out of circulation, with the reason; its versions stay with those who keep it."""
        withdrawn = await service.withdraw(session, actor, kind, item, why=body.reason)
        return answer_item(request, withdrawn, status=201)

    async def find(session: AsyncSession, actor: Actor, reference: str) -> Seen:
        item = await service.require(session, actor, kind, reference)
        return Seen(item.id, policy.keeps(actor, item), item.hidden_through)

    whole = APIRouter()
    whole.include_router(router)
    whole.include_router(reviews_of(kind, one=one))
    whole.include_router(attachments_of(kind, one=one))
    whole.include_router(
        versions_of(kind.path, one=one, find=find, item_out=item_out, not_found=ItemNotFound)
    )
    return whole


def _tags(wanted: dict[str, Any]) -> list[str]:
    return [f"{name}:{value}" for name, value in sorted(wanted.items())]


def _facets(kind: Kind, rows: list[tuple[Any, ...]]) -> FacetsOut:
    found: dict[str, list[FacetOut]] = {name: [] for name in kind.facets}
    total: Any = 0
    for tag, count in sorted(rows, key=lambda row: (-row[1], row[0] or "")):
        shown: Any = "10000+" if count > queries.MOST_COUNTED else count
        if tag is None:
            total = shown
        else:
            name, _, value = tag.partition(":")
            found[name].append(FacetOut(value=value, count=shown))
    return FacetsOut(total=total, facets=found)


async def _list_working(
    request: Request,
    actor: Actor,
    database: Database,
    kind: Kind,
    query: ItemQuery,
    state: str,
    wanted: dict[str, Any],
) -> Response:
    if actor.is_anonymous:
        actor.deny(Text("Salinan kerja tidak untuk umum.", "Working copies are not public."))
    await require_known(database.hot, {"state": state}, {"state": "editorial_state"})
    unusable = sorted(wanted.keys() - {"forum"})
    if unusable:
        errors = [
            FieldError(
                f"/query/{name}",
                "not-with-state",
                Text("Tidak dapat dipakai bersama `state`.", "Cannot be used together with `state`."),
            )
            for name in unusable
        ]
        raise InvalidQuery(errors[0].detail, errors=errors)

    async def fetch(after: list[Any] | None, size: int) -> list[tuple[Any, ...]]:
        async with database.read.begin() as session:
            return await queries.working_page(
                session,
                actor,
                kind.name,
                all_of_them=policy.keeps_all(actor),
                forums=policy.forums_of(actor),
                asked_as=policy.asked_as(actor),
                state=state,
                forum_slug=wanted.get("forum"),
                after=(after[0], UUID(after[1])) if after else None,
                size=size,
            )

    return await answer_page(request, query, "-updated_at", fetch, audience=policy.KEEPER)
