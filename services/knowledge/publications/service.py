"""What a publication may say."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.editing import queries as editing
from services.knowledge.editing.citing import cites
from services.knowledge.editing.judging import required, unknown_forum
from services.knowledge.editing.models import Item
from services.knowledge.publications.rendering import as_html
from services.knowledge.reference.judging import unknown_codes
from services.knowledge.reference.queries import urusan_of

NAME = "publication"
ISSUE = "edisi"


async def judge(session: AsyncSession, actor: Actor, content: Mapping[str, Any]) -> None:
    """Codes of the vocabularies, the forum in the directory, and what an issue gathers."""
    asked = [("/type", "publication_type", content["type"])]
    asked += [(f"/sectors/{i}", "sector", code) for i, code in enumerate(content["sectors"])]
    errors = await unknown_codes(session, asked)
    errors += await unknown_forum(session, content["forum_slug"])
    if content["contents"] and content["type"] != ISSUE:
        detail = Text("Hanya edisi yang menghimpun tulisan.", "Only an issue gathers articles.")
        errors.append(FieldError("/contents", "not-an-issue", detail))
    published = await editing.on_the_shelf(session, NAME, content["contents"])
    errors += [
        FieldError(
            f"/contents/{i}",
            "unknown-publication",
            Text(f"Tidak ada tulisan terbit `{slug}`.", f"There is no published article `{slug}`."),
        )
        for i, slug in enumerate(content["contents"])
        if slug not in published
    ]
    if errors:
        raise Invalid(errors=errors)


def missing(content: Mapping[str, Any]) -> Sequence[FieldError]:
    """What a review needs: a summary, and a text, or for an issue what it gathers."""
    return required(content, "summary", "contents" if content["type"] == ISSUE else "body")


async def extras(session: AsyncSession, item: Item, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The text as it is shown, and the regulations that it cites: those only that are in the catalogue."""
    body = content["body"]
    return {
        "body_html": await asyncio.to_thread(as_html, body) if body else None,
        "urusan": await urusan_of(session, content["sectors"]),
        "cites": await cites(session, [content["summary"], body]),
    }


def tags(document: Mapping[str, Any]) -> list[str]:
    """What lists filter by."""
    return [
        f"type:{document['type']}",
        f"language:{document['language']}",
        *(f"sector:{code}" for code in document["sectors"]),
        *(f"urusan:{code}" for code in document["urusan"]),
        *([f"forum:{document['forum_slug']}"] if document["forum_slug"] else []),
    ]
