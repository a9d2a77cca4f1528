"""What a query means by name or number rather than by its words: codes of regions, citations, slugs."""

import re
from typing import Final, NamedTuple

# Kemendagri codes: 34.71; a province's two digits only where nothing else is asked.
_REGENCY: Final = re.compile(r"(?<![\w./-])([1-9][0-9][.][0-9]{2})(?![\w/-]|[.][0-9])")
_PROVINCE: Final = re.compile(r"[1-9][0-9]")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS: Final = {
    "uu": r"uu|undang-undang",
    "pp": r"pp|peraturan pemerintah",
    "perpres": r"perpres|peraturan presiden",
    "keppres": r"keppres|keputusan presiden",
    "permendagri": r"permendagri|peraturan menteri dalam negeri",
    "perma": r"perma|peraturan mahkamah agung",
    "perda": r"perda|peraturan daerah",
}
_CITATION: Final = re.compile(
    rf"(?:\b(?P<kind>{'|'.join(_KINDS.values())})\b)?\s*(?:no(?:mor|\.)?\s*)?"
    r"(?<![\d./])(?P<number>\d{1,4}[a-z]?)\s*(?:/|tahun|thn\.?|th\.?)\s*(?P<year>(?:19|20)\d{2})(?![\d/])",
    re.IGNORECASE,
)


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
    return Shortcuts(regions, keys_of(query), slug, words)


def keys_of(text: str) -> list[str]:
    """Citations in a text as keys: `uu:23:2014`, or `:18:2001` where no kind is named."""
    keys = []
    for match in _CITATION.finditer(text):
        named = " ".join((match["kind"] or "").lower().split())
        kind = next((k for k, names in _KINDS.items() if named in names.split("|")), "") if named else ""
        keys.append(f"{kind}:{match['number'].lower()}:{match['year']}")
    return list(dict.fromkeys(keys))
