"""Whether the values of a list's filters exist at all: an unknown one is a 400 that names it."""

from collections.abc import Mapping

from services.kit.language import Text
from services.kit.problems import FieldError, InvalidQuery
from services.kit.reads import HotReads
from services.knowledge.reference import queries as reference

VOCABULARY_OF = {
    "branch": "branch",
    "scope": "forum_scope",
    "status": "forum_status",
    "stage": "stage",
    "entity_kind": "entity_kind",
    "sector": "sector",
    "region": "region",
}


async def require_known(reads: HotReads, wanted: Mapping[str, object]) -> None:
    """`InvalidQuery` naming each filter whose value is no code of its vocabulary."""
    errors: list[FieldError] = []
    for name, value in wanted.items():
        vocabulary = VOCABULARY_OF[name]
        known = [row[0] for row in await reads.all(reference.CODES, vocabulary=vocabulary)]
        if value not in known:
            allowed = ", ".join(known) if len(known) <= 50 else "/v1/regions"
            detail = Text(
                f"`{value}` bukan kode {vocabulary}. Yang ada: {allowed}.",
                f"`{value}` is not a code of {vocabulary}. Known: {allowed}.",
            )
            errors.append(FieldError(f"/query/{name}", "unknown-code", detail))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)
