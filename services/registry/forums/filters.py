"""Whether the values of a list's filters exist at all: an unknown one is a 400 that names it."""

from collections.abc import Mapping

from services.kit.problems import FieldError, InvalidQuery
from services.kit.reads import HotReads
from services.registry.regions import queries as regions
from services.registry.regions.problems import unknown_region
from services.registry.vocabularies import queries as vocabularies
from services.registry.vocabularies.problems import unknown_code

VOCABULARY_OF = {
    "branch": "branch",
    "scope": "forum_scope",
    "status": "forum_status",
    "stage": "stage",
    "entity_kind": "entity_kind",
    "orientation": "orientation",
    "institutional_format": "institutional_format",
    "management": "management_mode",
    "sector": "sector",
    "basis": "basis",
    "network_type": "network_type",
}
REGIONS = ("region", "province")


async def require_known(
    reads: HotReads, wanted: Mapping[str, object], ruled: Mapping[str, str] = VOCABULARY_OF
) -> None:
    """`InvalidQuery` naming each filter whose value is no code of its vocabulary or no region.

    `ruled` names the vocabulary of each filter that has one.
    """
    errors: list[FieldError] = []
    for name, value in wanted.items():
        pointer = f"/query/{name}"
        if name in ruled:
            vocabulary = ruled[name]
            known = [row[0] for row in await reads.all(vocabularies.CODES, vocabulary=vocabulary)]
            if value not in known:
                errors.append(unknown_code(pointer, str(value), vocabulary, known))
        elif name in REGIONS and await reads.one(regions.ONE, code=value) is None:
            errors.append(unknown_region(pointer, str(value)))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)
