"""What the filters of a search ask for, and whether their values exist at all."""

from collections.abc import Mapping

from pydantic import BaseModel

from services.kit.language import Text
from services.kit.problems import FieldError, InvalidQuery
from services.kit.reads import HotReads
from services.knowledge.reference import queries as reference
from services.knowledge.search import queries
from services.knowledge.search.documents import value_term

NAMES = ("kind", "sector", "urusan", "region", "province", "dimension", "type", "year", "forum")
# A province is asked of the same term as any region.
_TERM_OF = {"province": "region"}
_VOCABULARY_OF = {
    "sector": "sector",
    "urusan": "urusan",
    "region": "region",
    "province": "region",
    "dimension": "cooperation_dimension",
}


def demanded(query: BaseModel) -> dict[str, str]:
    """The terms a result must have, by the filter that asks for each."""
    set_ = query.model_dump(include=set(NAMES), exclude_none=True)
    return {name: value_term(_TERM_OF.get(name, name), value) for name, value in set_.items()}


async def require_known(reads: HotReads, query: BaseModel) -> None:
    """`InvalidQuery` naming each filter whose value is no code, or a forum or type that nothing has.

    What some document has exists; only of the rest the vocabularies are asked.
    """
    wanted: Mapping[str, object] = query.model_dump(include=set(NAMES), exclude_none=True)
    terms = demanded(query)
    rows = await reads.all(queries.FREQUENCIES, terms=list(terms.values()))
    held = {row[0] for row in rows if row[1] > 0}
    errors = []
    for name, term in terms.items():
        # A year or a kind of which there is nothing is a sensible question.
        if term in held or name in ("kind", "year"):
            continue
        value = wanted[name]
        vocabulary = _VOCABULARY_OF.get(name)
        if vocabulary is not None:
            known = {row[0] for row in await reads.all(reference.CODES, vocabulary=vocabulary)}
            if value in known:
                continue
        detail = Text(f"`{value}` tidak dikenal sebagai {name}.", f"`{value}` is not known as {name}.")
        errors.append(FieldError(f"/query/{name}", "unknown-code", detail))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)
