"""Keys of citations: what two spellings of one citation have in common, for an index.

`uu:23:2014`, with its article `uu:23:2014#370`; without a kind `:18:2001`; without a year `se:120/1730/sj:`.
"""

import re

from services.knowledge.citations.citation import Citation
from services.knowledge.citations.finding import find

_LEADING_ZEROS = re.compile(r"(?<![0-9A-Za-z.])0+(?=[0-9])")
_YEAR_AT_END = re.compile(r"(?:/| +tahun +)((?:19|20)[0-9]{2})$", re.IGNORECASE)


def normal_number(number: str) -> str:
    """A number as it is compared: in lower case, without leading zeros and blanks, without its year."""
    return _LEADING_ZEROS.sub("", "".join(_YEAR_AT_END.sub("", number.strip()).split()).lower())


def year_in(number: str) -> int | None:
    """The year that a number as printed ends with: `18 Tahun 2001`, `175/KPTS/1995`."""
    found = _YEAR_AT_END.search(number.strip())
    return int(found[1]) if found else None


def _key(kind: str | None, number: str | None, year: int | None) -> str:
    return f"{kind or ''}:{normal_number(number) if number else ''}:{year or ''}"


def key_of(citation: Citation) -> str:
    """The key of a citation's law, without article."""
    return _key(citation.kind, citation.number, citation.year)


def keys_of(text: str, *, is_asked: bool = False) -> list[str]:
    """The keys of every citation in a text, each once, in its order; an article adds a second key.

    Figures without the words for a kind may be anybody's, so they have a key only where they are asked for.
    """
    keys: dict[str, None] = {}
    for citation in find(text):
        if not is_asked and citation.kind is None and not any(c.isalpha() for c in citation.number or ""):
            continue
        key = key_of(citation)
        keys[key] = None
        if citation.article is not None:
            keys[f"{key}#{citation.article.pasal.lower()}"] = None
    return list(keys)


def keys_for(kind: str, numbers: list[str], year: int | None) -> list[str]:
    """Every key by which a regulation may be cited: by each number, with and without its kind.

    A number of several parts names its act without a year too.
    """
    keys: dict[str, None] = {}
    for number in numbers or ([""] if kind in ("kuhperdata", "uud") else []):
        of = year_in(number) or year
        keys[_key(kind, number, of)] = None
        if number:
            keys[_key(None, number, of)] = None
        if "/" in normal_number(number):
            keys |= dict.fromkeys((_key(kind, number, None), _key(None, number, None)))
    return list(keys)
