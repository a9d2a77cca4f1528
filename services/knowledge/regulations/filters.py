"""Whether the values of the list's filters exist at all: an unknown code is a 400 that names it."""

from collections.abc import Mapping

from services.kit.language import Text
from services.kit.problems import FieldError, InvalidQuery
from services.kit.reads import HotReads
from services.knowledge.reference import queries as reference

VOCABULARY_OF = {"type": "regulation_type", "level": "regulation_level", "urusan": "urusan"}


async def require_known(reads: HotReads, wanted: Mapping[str, object]) -> None:
    """`InvalidQuery` naming each filter whose value is no code of its vocabulary."""
    errors: list[FieldError] = []
    for name, vocabulary in VOCABULARY_OF.items():
        if name not in wanted:
            continue
        known = [row[0] for row in await reads.all(reference.CODES, vocabulary=vocabulary)]
        if wanted[name] not in known:
            allowed = ", ".join(known)
            detail = Text(
                f"`{wanted[name]}` bukan kode kosakata {vocabulary}. Yang ada: {allowed}.",
                f"`{wanted[name]}` is not a code of vocabulary {vocabulary}. Known: {allowed}.",
            )
            errors.append(FieldError(f"/query/{name}", "unknown-code", detail))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)
