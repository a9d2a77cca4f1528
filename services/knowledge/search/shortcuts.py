"""What a query means by name or number rather than by its words: codes, citations, slugs."""

import re
from typing import Final, NamedTuple

from services.knowledge.citations import find_articles, keys_of

# Kemendagri codes: 34.71; a province's two digits only where nothing else is asked.
_REGENCY: Final = re.compile(r"(?<![\w./-])([1-9][0-9][.][0-9]{2})(?![\w/-]|[.][0-9])")
# Codes of urusan: 2.11.
_URUSAN: Final = re.compile(r"(?<![\w./-])([1-9][.][0-9]{2})(?![\w/-]|[.][0-9])")
_PROVINCE: Final = re.compile(r"[1-9][0-9]")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Shortcuts(NamedTuple):
    """What stands in a query beside words, and the words that are left."""

    regions: list[str]
    urusan: list[str]
    citations: list[str]
    slug: str | None
    words: str


def read(query: str) -> Shortcuts:
    """The shortcuts in a query."""
    plain = query.strip().lower()
    regions = list(dict.fromkeys(_REGENCY.findall(query)))
    urusan = list(dict.fromkeys(_URUSAN.findall(query)))
    # An article without its law: every law's, and the number where a text has it, but no word "pasal".
    articles = find_articles(query)
    words = query
    for found in reversed(articles):
        words = f"{words[: found.start]} {found.article.pasal if found.article else ''} {words[found.end :]}"
    words = _URUSAN.sub(" ", _REGENCY.sub(" ", words))
    if _PROVINCE.fullmatch(plain):
        regions, words = [plain], ""
    slug = plain if _SLUG.fullmatch(plain) else None
    named = [f"#{found.article.pasal.lower()}" for found in articles if found.article]
    keys = list(dict.fromkeys([*keys_of(query, is_asked=True), *named]))
    return Shortcuts(regions, urusan, keys, slug, words)
