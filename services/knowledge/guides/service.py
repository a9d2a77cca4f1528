"""Reading guides, and answering by them. Nothing is written."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.language import Language, Text
from services.kit.problems import Invalid
from services.knowledge.guides import citing, documents, reasoning, shelf
from services.knowledge.guides.documents import Reader
from services.knowledge.guides.problems import GuideNotFound
from services.knowledge.guides.records import Guide


def require(slug: str) -> Guide:
    """The guide, or `GuideNotFound`."""
    guide = shelf.guides().get(slug)
    if guide is None:
        raise GuideNotFound(slug)
    return guide


async def read(session: AsyncSession, actor: Actor, guide: Guide, language: Language) -> dict[str, Any]:
    """A guide as it is read today."""
    return documents.whole(await _reader(session, actor, guide, language, practices=frozenset()), guide)


async def answer(
    session: AsyncSession, actor: Actor, guide: Guide, language: Language, *, answers: Mapping[str, object]
) -> dict[str, Any]:
    """What follows from answers, by the law of today; `Invalid` names every answer that is none."""
    given, errors = reasoning.read_answers(guide, answers)
    if errors:
        names = ", ".join(dict.fromkeys(error.pointer for error in errors))
        raise Invalid(Text(f"Periksa jawaban: {names}.", f"Check these answers: {names}."), errors=errors)
    conclusions = reasoning.conclude(guide, given)
    practices = frozenset(slug for one in conclusions for slug in one.outcome.practices)
    reader = await _reader(session, actor, guide, language, practices=practices)
    return documents.answered(reader, guide, conclusions, reasoning.unanswered(guide, given))


async def _reader(
    session: AsyncSession, actor: Actor, guide: Guide, language: Language, *, practices: frozenset[str]
) -> Reader:
    cited = {basis.regulation for basis in guide.bases() if basis.regulation is not None}
    today = clock.today()
    return Reader(
        simpul=simpul_of(session),
        language=language,
        on=today,
        standing=await citing.standing(session, actor, cited, on=today),
        practices=await citing.published_practices(session, actor, practices),
    )
