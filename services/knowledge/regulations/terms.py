"""Words that the catalogue's rules depend on: kinds of relations, kinds of works. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from services.knowledge.citations.keys import normal_number, year_in

# What one work does to another, and how that is called from the other end. Stored once, as the left one.
INVERSE: Final = {
    "mencabut": "dicabut_oleh",
    "mencabut_sebagian": "dicabut_sebagian_oleh",
    "mengubah": "diubah_oleh",
    "melaksanakan": "dilaksanakan_oleh",
}
FORWARD: Final = {inverse: kind for kind, inverse in INVERSE.items()}
# A draft is a work of nobody's yet.
DRAFTS: Final = frozenset({"rpp"})
# Of these there is one with a number and year in the whole country: kind, number and year name it.
ONE_IN_THE_COUNTRY: Final = frozenset(
    {
        *("uu", "uud", "uu_darurat", "perppu", "pp", "perpres", "keppres", "inpres", "perma", "kuhperdata"),
        *("permendagri", "kepmendagri", "inmendagri"),
    }
)
_SHORT: Final = {
    "uu": "UU",
    "uu_darurat": "UU Darurat",
    "perppu": "Perppu",
    "pp": "PP",
    "perpres": "Perpres",
    "keppres": "Keppres",
    "inpres": "Inpres",
    "permendagri": "Permendagri",
    "kepmendagri": "Kepmendagri",
    "inmendagri": "Inmendagri",
    "perma": "Perma",
    "se": "SE",
}


def label(type_: str, numbers: Sequence[str], year: int | None, title: str) -> str:
    """How a work is called in a sentence: `UU 23/2014`, or its title."""
    if type_ in _SHORT and len(numbers) == 1:
        of = year_in(numbers[0]) or year
        return f"{_SHORT[type_]} {numbers[0]}" + (f"/{of}" if of and year_in(numbers[0]) is None else "")
    return title


def issuer_key(issuers: Iterable[str]) -> str:
    """Who issued a work, as it is compared: in lower case, in no order, however its blanks stand; short."""
    told = " + ".join(sorted(" ".join(issuer.lower().split()) for issuer in issuers))
    return hashlib.sha256(told.encode()).hexdigest() if told else ""


def identities(
    type_: str, numbers: Iterable[str], year: int | None, issuers: Sequence[str]
) -> list[tuple[str, str, int, str]]:
    """What no two works have in common: kind, number, year (0 where unknown) and issuers, of each number."""
    # A joint act has a number of each who signed: the same number of other signatories is another act.
    issuer = "" if type_ in ONE_IN_THE_COUNTRY else issuer_key(issuers)
    return list(
        dict.fromkeys(
            (type_, normal_number(number), year_in(number) or year or 0, issuer) for number in numbers
        )
    )
