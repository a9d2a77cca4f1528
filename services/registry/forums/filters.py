"""Whether the values of a list's filters exist at all: an unknown one is a 400 that names it."""

from collections.abc import Mapping

from services.kit.language import Text
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
    "document_kind": "document_kind",
    "cooperation_kind": "cooperation_kind",
    "nature": "cooperation_nature",
    "pattern": "mandatory_pattern",
}
# A subject is a sector, in the source's words, or an affair of government by its code.
SUBJECTS = ("sector", "urusan")
REGIONS = ("region", "province", "partner")
# Filters whose unknown values do not show in an empty list.
ALWAYS_ASKED = ("subject", "decree")


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
        elif name == "subject":
            errors += await _unknown_subjects(reads, value)
        elif name == "decree" and await reads.one(regions.DECREE, decree=value) is None:
            errors.append(_unknown_decree(pointer, str(value)))
        elif name in REGIONS and await reads.one(regions.ONE, code=value) is None:
            errors.append(unknown_region(pointer, str(value)))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)


def _unknown_decree(pointer: str, number: str) -> FieldError:
    detail = Text(
        f"Tidak ada perubahan kode wilayah menurut keputusan {number}.",
        f"No change of region codes by decree {number} is on record.",
    )
    return FieldError(pointer, "unknown-decree", detail)


async def _unknown_subjects(reads: HotReads, subjects: object) -> list[FieldError]:
    assert isinstance(subjects, list), "`subject` may be repeated"
    known = [
        row[0]
        for vocabulary in SUBJECTS
        for row in await reads.all(vocabularies.CODES, vocabulary=vocabulary)
    ]
    return [
        unknown_code("/query/subject", subject, " + ".join(SUBJECTS), known)
        for subject in subjects
        if subject not in known
    ]
