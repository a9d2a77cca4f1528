"""What every shape of the registry is made of."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kit.sources import Mark, SourceIn, SourceOut
from services.kit.words import In, Out, slug_unless
from services.registry.forums.models import SLUG_PATTERN

# Words of the contract that stand where a slug stands in a path, of forums and of the directory.
RESERVED_SLUGS = frozenset({"border-pairs", "match", "facets", "snapshot", "changes", "digest"})


Slug = Annotated[
    str,
    Field(min_length=2, max_length=100, pattern=SLUG_PATTERN),
    AfterValidator(slug_unless(RESERVED_SLUGS)),
]
# Whole rupiah; JSON numbers are exact to 2^53.
Rupiah = Annotated[int, Field(ge=0, le=9_007_199_254_740_991, strict=True)]
RegionCode = Annotated[str, Field(pattern=r"^[1-9][0-9]([.][0-9]{2})?$", examples=["34.04"])]


class RowProvenanceIn(In):
    """Where a row is from, and how sure that is: `V` verified, `V2` secondary source, `U` unconfirmed."""

    source: SourceIn
    mark: Mark | None = None


class RowPatch(In):
    """What any row below a forum may say of itself."""

    provenance: RowProvenanceIn | None = None


class Irregular(Out):
    """Which rule of the API an imported row breaks, and how."""

    code: str
    reason: str


class RowProvenanceOut(Out):
    """Where a row that came after the import, or was changed since, is from; null where nobody said."""

    source: SourceOut | None
    mark: Mark | None


class RowOut(Out):
    """What every row below a forum shows; `provenance` is null where the forum's own source holds."""

    id: UUID
    version: int
    inferred: list[str]
    irregular: Irregular | None
    provenance: RowProvenanceOut | None
