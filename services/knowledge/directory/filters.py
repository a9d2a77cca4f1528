"""Whether the values of a list's filters exist at all: an unknown one is a 400 that names it."""

from collections.abc import Mapping, Sequence

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
    "orientation": "orientation",
    "institutional_format": "institutional_format",
    "management": "management_mode",
    "basis": "basis",
    "network_type": "network_type",
    "sector": "sector",
    "urusan": "urusan",
    "region": "region",
    "province": "region",
    "document_kind": "document_kind",
    "cooperation_kind": "cooperation_kind",
    "nature": "cooperation_nature",
    "pattern": "mandatory_pattern",
}
# A subject is a sector, in the source's words, or an affair of government by its code.
SUBJECTS = ("sector", "urusan")
# Filters whose unknown values do not show in an empty list.
ALWAYS_ASKED = ("subject", "decree")


async def require_known(reads: HotReads, wanted: Mapping[str, object]) -> None:
    """`InvalidQuery` naming each filter whose value is no code of its vocabulary."""
    errors: list[FieldError] = []
    for name, value in wanted.items():
        if name == "subject":
            assert isinstance(value, list), "`subject` may be repeated"
            errors += await _unknown(reads, name, value, SUBJECTS)
        elif name == "decree":
            if await reads.one(reference.TOUCHED, decree=value) is None:
                detail = Text(
                    f"Tidak ada perubahan kode wilayah menurut keputusan {value}.",
                    f"No change of region codes by decree {value} is on record.",
                )
                errors.append(FieldError("/query/decree", "unknown-decree", detail))
        elif name in VOCABULARY_OF:
            errors += await _unknown(reads, name, [value], (VOCABULARY_OF[name],))
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)


async def _unknown(
    reads: HotReads, name: str, values: Sequence[object], allowed_in: tuple[str, ...]
) -> list[FieldError]:
    known = [
        row[0] for vocabulary in allowed_in for row in await reads.all(reference.CODES, vocabulary=vocabulary)
    ]
    allowed = ", ".join(known) if len(known) <= 100 else "/v1/regions"
    named = " + ".join(allowed_in)
    return [
        FieldError(
            f"/query/{name}",
            "unknown-code",
            Text(
                f"`{value}` bukan kode {named}. Yang ada: {allowed}.",
                f"`{value}` is not a code of {named}. Known: {allowed}.",
            ),
        )
        for value in values
        if value not in known
    ]
