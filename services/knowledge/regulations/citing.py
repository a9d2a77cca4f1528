"""Citations resolved, and found in texts: `/v1/{simpul}/regulations/resolve` and `/citations`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.kit.auth import CurrentActor
from services.kit.db import ReadSession
from services.kit.language import Language, negotiate
from services.kit.problems import Invalid, InvalidQuery
from services.kit.simpul import Simpul
from services.kit.web.problems import problems
from services.kit.web.query import QueryOf
from services.kit.web.route import Route
from services.knowledge.citations import Article, Citation
from services.knowledge.regulations import resolving, service
from services.knowledge.regulations.documents import uri_of
from services.knowledge.regulations.problems import RegulationNotFound
from services.knowledge.regulations.resolving import Found, Match
from services.knowledge.regulations.schemas import (
    CitationOut,
    FoundOut,
    FoundsOut,
    MatchesOut,
    MatchOut,
    ResolveQuery,
    TextIn,
)

_MOST_CITATIONS, _MOST_CANDIDATES = resolving.MOST_CITATIONS - 1, 20
router = APIRouter(prefix="/v1/{simpul}/regulations", tags=["knowledge"], route_class=Route)


@router.get("/resolve", responses=problems(InvalidQuery))
async def resolve_citation(
    request: Request,
    response: Response,
    simpul: Simpul,
    actor: CurrentActor,
    session: ReadSession,
    query: Annotated[ResolveQuery, Depends(QueryOf(ResolveQuery))],
) -> MatchesOut:
    """Which works a citation may mean, the best first, each with the reason; none where it is not here."""
    language = negotiate(request.headers.get("accept-language"))
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    citation, matches = await resolving.resolve(session, actor, query.citation)
    article = citation.article if citation else None
    return MatchesOut(
        citation=_citation_out(citation) if citation else None,
        matches=[_match_out(simpul, match, article, language) for match in matches],
    )


@router.post("/citations", responses=problems(RegulationNotFound, Invalid))
async def find_citations(
    simpul: Simpul, actor: CurrentActor, session: ReadSession, body: TextIn
) -> FoundsOut:
    """The citations of a text, each linked where it can mean one work only; the rest is told as it is.

    For everybody: it changes nothing.
    """
    context = await service.require(session, actor, body.context) if body.context else None
    found = await resolving.citations_in(session, actor, body.text, context=context)
    told = [_found_out(simpul, one) for one in found[:_MOST_CITATIONS]]
    return FoundsOut(citations=told, has_more=len(found) > _MOST_CITATIONS)


def _citation_out(citation: Citation) -> CitationOut:
    return CitationOut(
        kind=citation.kind,
        issuer=citation.issuer,
        number=citation.number,
        year=citation.year,
        article=citation.article.label() if citation.article else None,
    )


def _match_out(simpul: Simpul, match: Match, article: Article | None, language: Language) -> MatchOut:
    regulation = match.regulation
    return MatchOut(
        slug=regulation.slug,
        uri=uri_of(simpul, regulation.slug),
        title=regulation.title,
        type=regulation.type,
        numbers=regulation.numbers,
        year=regulation.year,
        article=article.label() if article else None,
        gist=resolving.gist_of(regulation, article),
        reason=match.reason.in_(language),
    )


def _found_out(simpul: Simpul, found: Found) -> FoundOut:
    citation = found.citation
    linked = found.matches[0].regulation if found.status == "linked" else None
    return FoundOut(
        start=citation.start,
        end=citation.end,
        text=citation.text,
        citation=_citation_out(citation),
        status=found.status,
        slug=linked.slug if linked else None,
        uri=uri_of(simpul, linked.slug) if linked else None,
        title=linked.title if linked else None,
        candidates=[] if linked else [match.regulation.slug for match in found.matches[:_MOST_CANDIDATES]],
    )
