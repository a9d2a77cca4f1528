"""Which work of the catalogue a citation means."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.knowledge.citations import Article, Citation, find, find_articles, key_of, parse
from services.knowledge.citations.keys import normal_number
from services.knowledge.regulations import queries
from services.knowledge.regulations.models import Regulation
from services.knowledge.regulations.terms import ONE_IN_THE_COUNTRY

# One more than is told of, so that it is seen whether there are more.
MOST_CITATIONS = 1_001
Status = Literal["linked", "ambiguous", "unresolved"]
_SAME = Text("Jenis, nomor, dan tahunnya sama.", "The same type, number and year.")
_NO_KIND = Text(
    "Nomor dan tahunnya sama; jenisnya tidak disebut.", "The same number and year; the type is not named."
)
_NO_YEAR = Text("Nomornya sama; tahunnya tidak disebut.", "The same number; the year is not named.")
_NO_ISSUER = Text(
    "Jenis, nomor, dan tahunnya sama; penerbitnya tidak disebut.",
    "The same type, number and year; the issuer is not named.",
)
_BY_SLUG = Text("Slug peraturan ini.", "The slug of this work.")


class Match(NamedTuple):
    """A work that may be meant, and why; `is_certain` where it can be no other."""

    regulation: Regulation
    reason: Text
    is_certain: bool


class Found(NamedTuple):
    """A citation in a text, and what it means."""

    citation: Citation
    status: Status
    matches: Sequence[Match]


async def resolve(session: AsyncSession, actor: Actor, written: str) -> tuple[Citation | None, list[Match]]:
    """How a citation is read, and the works that it may mean, the best first."""
    citation = parse(written) or next(iter(find(written)), None)
    if citation is None:
        by_slug = await queries.find(session, actor, written.strip().lower())
        return None, [Match(by_slug, _BY_SLUG, True)] if by_slug is not None else []
    return citation, await matches_of(session, actor, citation)


async def matches_of(session: AsyncSession, actor: Actor, citation: Citation) -> list[Match]:
    """The works that a citation may mean, the best first."""
    if citation.year is None and citation.number is not None and "/" not in citation.number:
        found = await queries.of_type_and_number(
            session, actor, citation.kind, normal_number(citation.number)
        )
        return [Match(one, _NO_YEAR, False) for one in found if _is_of_issuer(one, citation)]
    return _among(await queries.by_keys(session, actor, [key_of(citation)]), citation)


def _among(works: Sequence[Regulation], citation: Citation) -> list[Match]:
    kept = [one for one in works if _is_of_issuer(one, citation)]
    if citation.kind is None:
        # A number as printed, with letters, is hardly another's.
        is_own = _has_letters(citation)
        return [
            Match(one, _NO_KIND, is_own and len(kept) == 1) for one in sorted(kept, key=_nationwide_first)
        ]
    is_certain = len(kept) == 1 and (
        citation.kind in ONE_IN_THE_COUNTRY
        or _has_letters(citation)
        or (citation.issuer is not None and bool(kept[0].issuers))
    )
    reason = _SAME if citation.issuer or citation.kind in ONE_IN_THE_COUNTRY else _NO_ISSUER
    return [Match(one, reason, is_certain) for one in kept]


def _has_letters(citation: Citation) -> bool:
    return "/" in (citation.number or "") and any(c.isalpha() for c in citation.number or "")


def _nationwide_first(regulation: Regulation) -> tuple[bool, str]:
    return regulation.level != "nasional", regulation.slug


def _is_of_issuer(regulation: Regulation, citation: Citation) -> bool:
    """Whether nothing that is known of the issuers speaks against it."""
    if citation.issuer is None or not regulation.issuers:
        return True
    cited, issuers = _plain(citation.issuer), [_plain(one) for one in regulation.issuers]
    return any(issuer in cited or cited in issuer for issuer in issuers)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


async def citations_in(
    session: AsyncSession, actor: Actor, text: str, *, context: Regulation | None
) -> list[Found]:
    """The citations of a text, each with what it means: never one linked that may be another.

    `context` is the work whose articles a text names without naming it. The first
    `MOST_CITATIONS`.
    """
    # A text of strangers is read beside the event loop.
    found, bare = await asyncio.to_thread(_read, text, with_articles=context is not None)
    first = sorted([*found, *bare], key=lambda one: one.start)[:MOST_CITATIONS]
    end = first[-1].start if first else 0
    found, bare = ([one for one in some if one.start <= end] for some in (found, bare))
    works = await queries.by_keys(session, actor, {key_of(one) for one in found})
    by_key: dict[str, list[Regulation]] = {}
    for work in works:
        for key in work.keys:
            by_key.setdefault(key, []).append(work)
    read = await asyncio.to_thread(_judged, found, by_key)
    if context is not None:
        read += [Found(one, "linked", [Match(context, _SAME, True)]) for one in bare]
    return sorted(read, key=lambda one: one.citation.start)


def _read(text: str, *, with_articles: bool) -> tuple[list[Citation], list[Citation]]:
    return find(text), find_articles(text) if with_articles else []


def _judged(found: Sequence[Citation], by_key: Mapping[str, Sequence[Regulation]]) -> list[Found]:
    return [_found(one, _among(by_key.get(key_of(one), []), one)) for one in found]


def _found(citation: Citation, matches: Sequence[Match]) -> Found:
    if not matches:
        return Found(citation, "unresolved", [])
    return Found(citation, "linked" if matches[0].is_certain else "ambiguous", matches)


def gist_of(regulation: Regulation, article: Article | None) -> str | None:
    """What the catalogue says of the very article, else of its pasal as a whole."""
    if article is None:
        return None
    by_name: dict[str, Any] = {_plain(one["article"]): one["gist"] for one in regulation.articles}
    gist: str | None = by_name.get(_plain(article.label())) or by_name.get(f"pasal{article.pasal.lower()}")
    return gist
