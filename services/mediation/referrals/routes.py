"""`/v1/{simpul}/cases/{id}/referral`: the dossier, its passing on, and the answer to it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.kit.actor import Actor
from services.kit.auth import CurrentActor
from services.kit.db import Session
from services.kit.files.answers import answer_file
from services.kit.files.problems import BytesMissing, StoreAway
from services.kit.files.store import FileStore, key_of
from services.kit.problems import Forbidden, Invalid, InvalidQuery, Unauthenticated
from services.kit.simpul import Simpul
from services.kit.web.answers import FOR_ONE_READER
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.mediation.cases import policy, referring
from services.mediation.cases import service as cases
from services.mediation.cases.dependencies import ACTING, Seen, answer_case, for_act
from services.mediation.cases.models import Referral
from services.mediation.cases.problems import ActRefused, CaseNotFound
from services.mediation.cases.schemas import CaseOut
from services.mediation.cases.service import Held
from services.mediation.cases.views import viewer_of
from services.mediation.referrals import service
from services.mediation.referrals.problems import (
    DossierNotMade,
    DossierNotReady,
    ReferralClosed,
    ReferralNotFound,
    ReplyNotTheirs,
)
from services.mediation.referrals.schemas import (
    DossierIn,
    ReceiptIn,
    ReferralIn,
    ReferralOut,
    ReferralQuery,
    ReplyCorrectionIn,
    ReplyIn,
)

router = APIRouter(prefix="/v1/{simpul}/cases/{id}", tags=["mediation"], route_class=Route)


async def _reader(actor: CurrentActor, held: Seen) -> Held:
    """Who only oversees a case reads its dossier where it was sent to them."""
    addressed = any(policy.is_addressee(actor, one) for one in held.contents.referrals)
    if viewer_of(actor, held) == policy.PENGAWAS and not addressed:
        raise ReferralClosed()
    return held


async def _taker(actor: CurrentActor, session: Session, id: str) -> Held:  # noqa: A002
    """The case locked, for a download leaves its trace."""
    return await _reader(actor, await cases.lock(session, actor, id))


def _required(actor: Actor, held: Held, body: str | None) -> Referral:
    """The newest dossier, or that of one addressee. An authority reads what it was sent."""
    found = [one for one in referring.newest(held.contents.referrals) if body in (None, one.body)]
    if viewer_of(actor, held) == policy.PENGAWAS:
        sent = referring.sent(held.contents.referrals)
        found = [one for one in sent if policy.is_addressee(actor, one) and body in (None, one.body)]
    if not found:
        raise ReferralNotFound()
    return found[-1]


@router.get(
    "/referral",
    response_model=ReferralOut,
    responses=problems(
        Unauthenticated, Forbidden, ReferralClosed, CaseNotFound, ReferralNotFound, InvalidQuery
    ),
)
async def read_referral(
    simpul: Simpul,
    actor: CurrentActor,
    held: Annotated[Held, Depends(_reader)],
    query: Annotated[ReferralQuery, Depends(QueryOf(ReferralQuery))],
) -> Response:
    """The dossier of a case, for the office, its parties and its addressee, and what became of it."""
    shown = _document(_required(actor, held, query.body))
    return Response(shown.model_dump_json(), headers=FOR_ONE_READER, media_type="application/json")


@router.get(
    "/referral/file",
    responses=problems(
        Unauthenticated,
        Forbidden,
        ReferralClosed,
        CaseNotFound,
        ReferralNotFound,
        InvalidQuery,
        DossierNotReady,
        DossierNotMade,
        BytesMissing,
        StoreAway,
    )
    | {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
    response_class=Response,
)
async def download_referral(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(_taker)],
    query: Annotated[ReferralQuery, Depends(QueryOf(ReferralQuery))],
) -> Response:
    """The dossier as PDF/A. Each download is an act on the case's trail."""
    referral = _required(actor, held, query.body)
    if referral.file_state == "gagal":
        raise DossierNotMade()
    if referral.file_sha256 is None or referral.file_size is None:
        raise DossierNotReady()
    files: FileStore = request.app.state.files
    answer = await answer_file(
        request,
        files,
        key_of(simpul, referral.file_sha256, referral.id),
        name=f"berkas-rujukan-{held.case.number.replace('/', '-')}-{referral.edition}.pdf",
        content_type="application/pdf",
        size=referral.file_size,
        sha256=referral.file_sha256,
        is_public=False,
    )
    if answer.status_code == 200:
        answer.headers["Trail-Head"] = str(await service.note_download(session, actor, held, referral))
    return answer


@router.post("/referral-dossier", status_code=201, response_model=ReferralOut, responses=ACTING)
async def compose_dossier(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("referral-dossier"))],
    body: DossierIn,
) -> Response:
    """Compose the dossier, or a new edition of it; the addressee is proposed by the authority of the issues
    that are open. Without proposals, offers and what was said apart.
    """
    referral, head = await service.compose(session, actor, held, body=body.body, statement=body.statement)
    at = request.scope["path"].removesuffix("-dossier")
    headers = {"Location": at, "Trail-Head": str(head), **FOR_ONE_READER}
    return Response(
        _document(referral).model_dump_json(), 201, headers=headers, media_type="application/json"
    )


@router.post("/referral", status_code=201, response_model=CaseOut, responses=ACTING)
async def refer_case(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("referral"))],
    body: ReferralIn,
) -> Response:
    """Pass the issues of a dossier on to their authority; its answer is awaited. What is mediated, agreed or
    monitored here goes on.
    """
    head = await service.refer(session, actor, held, reason=body.reason, body=body.body)
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/referral-receipt", status_code=201, response_model=CaseOut, responses=ACTING)
async def receive_referral(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("referral-receipt"))],
    body: ReceiptIn,
) -> Response:
    """Record that the addressee received the dossier; the office, or the addressee itself."""
    head = await service.receive(
        session, actor, held, number=body.number, received_on=body.received_on, body=body.body
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post("/referral-reply", status_code=201, response_model=CaseOut, responses=ACTING)
async def reply_to_referral(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("referral-reply"))],
    body: ReplyIn,
) -> Response:
    """Record what the addressee answers; the office from its letter, or the addressee itself."""
    head = await service.reply(
        session,
        actor,
        held,
        number=body.number,
        dated=body.dated,
        outcome=body.outcome,
        note=body.note,
        body=body.body,
    )
    return await answer_case(request, session, actor, simpul, held, head)


@router.post(
    "/referral-reply-correction",
    status_code=201,
    response_model=CaseOut,
    responses=problems(Unauthenticated, Forbidden, CaseNotFound, ReplyNotTheirs, ActRefused, Invalid),
)
async def correct_reply_to_referral(
    request: Request,
    simpul: Simpul,
    actor: CurrentActor,
    session: Session,
    held: Annotated[Held, Depends(for_act("referral-reply-correction"))],
    body: ReplyCorrectionIn,
) -> Response:
    """Supersede an answer that was recorded wrongly, by whoever recorded it. It stays, with the reason; the
    newest answer that stands counts, and where none does, one is awaited again.
    """
    corrected = None if body.corrected is None else body.corrected.model_dump(mode="json")
    head = await service.correct_reply(
        session, actor, held, position=body.reply, reason=body.reason, corrected=corrected, body=body.body
    )
    return await answer_case(request, session, actor, simpul, held, head)


def _document(referral: Referral) -> ReferralOut:
    hidden = {"case_id", "body", "province", "addressee", "data", "composed_by", "replies"}
    addressee = {"body": referral.body, "province": referral.province, **referral.addressee}
    standing = referral.standing_replies
    return ReferralOut.model_validate(
        referral.model_dump(exclude=hidden)
        | {
            "addressee": addressee,
            "dossier": referral.data,
            "replies": [_reply(index, one) for index, one in enumerate(referral.replies, start=1)],
            "outcome": standing[-1]["outcome"] if standing else None,
        }
    )


def _reply(position: int, said: Mapping[str, Any]) -> dict[str, Any]:
    over = said.get("superseded") or {}
    return {name: said[name] for name in ("number", "dated", "outcome", "note", "at", "by")} | {
        "position": position,
        "letter_id": said.get("letter"),
        "superseded_at": over.get("at"),
        "superseded_reason": over.get("reason"),
        "superseded_by": over.get("by_reply"),
    }
