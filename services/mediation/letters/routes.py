"""`/v1/{simpul}/cases/{id}/letters`: letters out and in."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import col
from starlette.responses import Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession, Session
from services.kit.files.answers import answer_file
from services.kit.files.problems import BytesMissing, FileNotAsSaid, StoreAway
from services.kit.files.store import FileStore, key_of
from services.kit.paging import Page
from services.kit.problems import (
    Forbidden,
    Invalid,
    InvalidCursor,
    InvalidQuery,
    PayloadTooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER, answer_page, answer_reader
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.kit.web.spool import Spooled
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import Seen, for_act
from services.mediation.cases.models import Letter
from services.mediation.cases.policy import PENGAWAS
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.service import Held
from services.mediation.cases.uploads import BYTES, Files, may, spool, stored
from services.mediation.cases.views import viewer_of
from services.mediation.letters import queries, receiving
from services.mediation.letters.problems import (
    LetterHasFile,
    LetterHasNoFile,
    LetterNotFound,
    LetterNotMade,
    LetterNotReady,
    LettersClosed,
    LetterWithdrawn,
    NotIncoming,
)
from services.mediation.letters.schemas import CorrectionIn, LetterIn, LetterOut, LetterQuery, WithdrawalIn
from services.mediation.trail.service import Head

router = APIRouter(prefix="/v1/{simpul}/cases/{id}/letters", tags=["mediation"], route_class=Route)


async def _reader(actor: CurrentActor, held: Seen) -> Held:
    """Who only oversees a case sees none of its letters."""
    if viewer_of(actor, held) == PENGAWAS:
        raise LettersClosed()
    return held


async def _taker(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
    """The case locked, for a download leaves its trace."""
    return await _reader(actor, await cases.lock(session, actor, id))


Reading = Annotated[Held, Depends(_reader)]


@router.get(
    "",
    response_model=Page[LetterOut],
    responses=problems(Unauthenticated, Forbidden, LettersClosed, CaseNotFound, InvalidQuery, InvalidCursor),
)
async def list_letters(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    held: Reading,
    query: Annotated[LetterQuery, Depends(QueryOf(LetterQuery))],
) -> Response:
    """Letters of a case, newest first: a party sees those to and from it."""
    wanted: list[Any] = [
        getattr(Letter, name) == value for name, value in query.filters().items() if name != "unanswered"
    ]
    if query.unanswered is not None:
        wanted += [col(Letter.awaits).is_not(None), col(Letter.answered_at).is_(None)]
        wanted.append(col(Letter.withdrawn_at).is_(None))

    async def fetch(after: list[Any] | None, size: int) -> Sequence[tuple[Any, ...]]:
        last = None if after is None else UUID(after[0])
        found = await queries.page(session, actor, held, wanted=wanted, after=last, size=size)
        return [(_document(one).model_dump_json().encode(), str(one.id)) for one in found]

    return await answer_page(request, query, query.sort, fetch, keys=1, audience="surat")


@router.post(
    "",
    status_code=201,
    response_model=LetterOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ActRefused, Invalid),
)
async def receive_letter(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("letter-receipt"))],
    body: LetterIn,
) -> Response:
    """Record a letter that came in, and which of ours it answers."""
    letter, head = await receiving.receive(session, actor, held, values=body.model_dump())
    return _answer(request, letter, head)


@router.get(
    "/{letter_id}",
    response_model=LetterOut,
    responses=problems(Unauthenticated, Forbidden, LettersClosed, CaseNotFound, LetterNotFound),
)
async def read_letter(
    simpul: Simpul, actor: CurrentActor, session: ReadSession, held: Reading, letter_id: UUID
) -> Response:
    """One letter of a case."""
    letter = await queries.find(session, actor, held, letter_id)
    if letter is None:
        raise LetterNotFound()
    return answer_reader(_document(letter))


@router.get(
    "/{letter_id}/file",
    responses=problems(
        Unauthenticated,
        Forbidden,
        LettersClosed,
        CaseNotFound,
        LetterNotFound,
        LetterHasNoFile,
        LetterNotReady,
        LetterNotMade,
        BytesMissing,
        StoreAway,
    )
    | {200: {"description": "The bytes", "content": BYTES}},
    response_class=Response,
)
async def download_letter(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(_taker)],
    letter_id: UUID,
) -> Response:
    """A letter of ours as PDF/A, or the scan of one that came in. Each download is an act on the trail."""
    letter = await queries.find(session, actor, held, letter_id)
    if letter is None:
        raise LetterNotFound()
    if letter.file_state == "menunggu":
        raise LetterNotReady()
    if letter.file_state == "gagal":
        raise LetterNotMade()
    if letter.file_sha256 is None or letter.file_size is None:
        raise LetterHasNoFile()
    files: FileStore = request.app.state.files
    answer = await answer_file(
        request,
        files,
        key_of(simpul, letter.file_sha256, letter.file_id or letter.id),
        name=receiving.file_name(letter),
        content_type=letter.file_type or "application/pdf",
        size=letter.file_size,
        sha256=letter.file_sha256,
        is_public=False,
    )
    if answer.status_code == 200:
        answer.headers["Trail-Head"] = str(await receiving.note_download(session, actor, held, letter))
    return answer


@router.post(
    "/{letter_id}/file",
    status_code=201,
    response_model=LetterOut,
    responses=problems(
        Unauthenticated,
        Forbidden,
        CaseNotFound,
        LetterNotFound,
        LetterWithdrawn,
        LetterHasFile,
        NotIncoming,
        ActRefused,
        PayloadTooLarge,
        UnsupportedMediaType,
        FileNotAsSaid,
        StoreAway,
    ),
    dependencies=[Depends(may("letter-scan")), Depends(spool)],
    openapi_extra=spool.described(),
)
async def keep_scan(
    request: Request,
    simpul: Simpul,
    id: str,  # noqa: A002
    letter_id: UUID,
    actor: CurrentActor,
    session: Session,
    files: Files,
    body: Annotated[Spooled, Depends(spool)],
) -> Response:
    """Upload the scan of a letter that came in: its bytes are the body, 25 MiB at most. It stays for good."""
    received = await stored(simpul, files, body)
    held = await cases.require_held(session, actor, id, "letter-scan")
    letter, head = await receiving.keep_scan(session, actor, held, letter_id, received)
    return _answer(request, letter, head)


@router.post(
    "/{letter_id}/correction",
    status_code=201,
    response_model=LetterOut,
    responses=problems(
        Unauthenticated, Forbidden, CaseNotFound, LetterNotFound, LetterWithdrawn, ActRefused, Invalid
    ),
)
async def correct_letter(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("letter-correction"))],
    letter_id: UUID,
    body: CorrectionIn,
) -> Response:
    """Issue a new letter in place of one of ours, which stays, withdrawn, under its number."""
    letter, head = await receiving.correct(
        session, actor, held, letter_id, reason=body.reason, note=body.note
    )
    return _answer(request, letter, head)


@router.post(
    "/{letter_id}/withdrawal",
    status_code=201,
    response_model=LetterOut,
    responses=problems(
        Unauthenticated, Forbidden, CaseNotFound, LetterNotFound, LetterWithdrawn, ActRefused, Invalid
    ),
)
async def withdraw_letter(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("letter-withdrawal"))],
    letter_id: UUID,
    body: WithdrawalIn,
) -> Response:
    """Withdraw a letter; it stays, with its number and its file."""
    letter, head = await receiving.withdraw(session, actor, held, letter_id, reason=body.reason)
    return _answer(request, letter, head)


def _document(letter: Letter) -> LetterOut:
    hidden = {"case_id", "data", "internal", "confided", "file_id", "file_type", "awaits", "created_by"}
    return LetterOut.model_validate(letter.model_dump(exclude=hidden))


def _answer(request: Request, letter: Letter, head: Head) -> Response:
    at = request.scope["path"].partition("/letters")[0]
    headers = {"Location": f"{at}/letters/{letter.id}", "Trail-Head": str(head), **FOR_ONE_READER}
    return Response(_document(letter).model_dump_json(), 201, headers=headers, media_type="application/json")
