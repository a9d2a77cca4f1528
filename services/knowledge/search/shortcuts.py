"""What a query means by name or number rather than by its words: codes of regions, citations, slugs."""

import re
from typing import Final, NamedTuple

from services.knowledge.citations import keys_of

# Kemendagri codes: 34.71; a province's two digits only where nothing else is asked.
_REGENCY: Final = re.compile(r"(?<![\w./-])([1-9][0-9][.][0-9]{2})(?![\w/-]|[.][0-9])")
_PROVINCE: Final = re.compile(r"[1-9][0-9]")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Shortcuts(NamedTuple):
    """What stands in a query beside words, and the words that are left."""

    regions: list[str]
    citations: list[str]
    slug: str | None
    words: str


def read(query: str) -> Shortcuts:
    """The shortcuts in a query."""
    plain = query.strip().lower()
    regions = list(dict.fromkeys(_REGENCY.findall(query)))
    words = _REGENCY.sub(" ", query)
    if _PROVINCE.fullmatch(plain):
        regions, words = [plain], ""
    slug = plain if _SLUG.fullmatch(plain) else None
    return Shortcuts(regions, keys_of(query, is_asked=True), slug, words)
