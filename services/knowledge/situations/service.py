"""What a situation may say."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.problems import FieldError, Invalid
from services.knowledge.editing.citing import cites
from services.knowledge.editing.judging import located, required, unknown_forum
from services.knowledge.editing.models import Item
from services.knowledge.reference.judging import REGION, unknown_codes


async def judge(session: AsyncSession, actor: Actor, content: Mapping[str, Any]) -> None:
    """Codes of the vocabularies and of regions, and the forum in the directory."""
    asked = [("/kind", "situation_kind", content["kind"])]
    asked += [
        (f"/issue_categories/{i}", "issue_category", code)
        for i, code in enumerate(content["issue_categories"])
    ]
    asked += [
        (f"/parties/{i}/region_code", REGION, party["region_code"])
        for i, party in enumerate(content["parties"])
    ]
    errors = await unknown_codes(session, asked)
    errors += await unknown_forum(session, content["forum_slug"])
    if errors:
        raise Invalid(errors=errors)


def missing(content: Mapping[str, Any]) -> Sequence[FieldError]:
    """What a review needs: above all a source."""
    return required(content, "summary", "issue_categories", "source", "as_of")


async def extras(session: AsyncSession, item: Item, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it is, said aloud, and the regulations that it cites."""
    single = [content[name] for name in ("summary", "outcome", "note")]
    texts = [*single, *content["actions_taken"], *content["agreed_scope"]]
    return {"record_kind": "situasi", "cites": await cites(session, texts)}


def may_be_published(content: Mapping[str, Any]) -> bool:
    """A press allegation is no established fact: what is marked so stays with the secretariat."""
    return bool(content["public"])


def tags(document: Mapping[str, Any]) -> list[str]:
    """What lists filter by."""
    codes = [party["region_code"] for party in document["parties"] if party["region_code"] is not None]
    return [
        f"kind:{document['kind']}",
        *(f"issue_category:{code}" for code in document["issue_categories"]),
        *(f"region:{code}" for code in located(codes)),
        *([f"forum:{document['forum_slug']}"] if document["forum_slug"] else []),
    ]
