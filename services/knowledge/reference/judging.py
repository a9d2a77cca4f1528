"""Whether codes exist, as errors that name each that does not."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.language import Text
from services.kit.problems import FieldError, InvalidQuery
from services.kit.reads import HotReads
from services.knowledge.reference import queries

REGION = "region"
# More codes than this are not listed one by one.
_MOST_LISTED = 100


async def unknown_codes(
    session: AsyncSession, asked: Iterable[tuple[str, str, str | None]]
) -> list[FieldError]:
    """An error for each (pointer, vocabulary, code) whose code is not in that vocabulary."""
    wanted = [(pointer, vocabulary, code) for pointer, vocabulary, code in asked if code is not None]
    if not wanted:
        return []
    known = await queries.existing(session, {(vocabulary, code) for _, vocabulary, code in wanted})
    return [
        FieldError(
            pointer,
            "unknown-code",
            Text(
                f"`{code}` bukan kode `{vocabulary}`; lihat /v1/vocabularies/{vocabulary}.",
                f"`{code}` is not a code of `{vocabulary}`; see /v1/vocabularies/{vocabulary}.",
            )
            if vocabulary != REGION
            else Text(
                f"`{code}` bukan kode wilayah; lihat /v1/regions.",
                f"`{code}` is not a region's code; see /v1/regions.",
            ),
        )
        for pointer, vocabulary, code in wanted
        if (vocabulary, code) not in known
    ]


async def require_known(
    reads: HotReads, wanted: Mapping[str, object], vocabularies: Mapping[str, str | None]
) -> None:
    """`InvalidQuery` naming each filter whose value is no code of its vocabulary."""
    errors: list[FieldError] = []
    for name, value in wanted.items():
        vocabulary = vocabularies.get(name)
        if vocabulary is None:
            continue
        known = [row[0] for row in await reads.all(queries.CODES, vocabulary=vocabulary)]
        if value in known:
            continue
        allowed = ", ".join(known) if len(known) <= _MOST_LISTED else "/v1/regions"
        errors.append(
            FieldError(
                f"/query/{name}",
                "unknown-code",
                Text(
                    f"`{value}` bukan kode {vocabulary}. Yang ada: {allowed}.",
                    f"`{value}` is not a code of {vocabulary}. Known: {allowed}.",
                ),
            )
        )
    if errors:
        raise InvalidQuery(errors[0].detail, errors=errors)
