"""What is asked of the index for a query: bounded, whatever the words.

The counts of the query's terms decide. Few documents have one of the terms that matter: all of those are
ranked, also where they have not every word. More do: only what has every word. And where even that is
common, the newest are looked at: of what everything has, nobody reads page 500.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import Final, Literal

from services.kit.reads import HotReads
from services.knowledge.search import analyser, queries, shortcuts
from services.knowledge.search.documents import quoted, value_term

# Terms of a query beyond these are not looked at.
MOST_TERMS: Final = 16
# So many candidates are ranked at most.
MOST_RANKED: Final = 1_500
MOST_RANKED_RECENT: Final = 300
MOST_WALKED: Final = 12_000
# So much of what a query asks for a result must have, by weight.
LEAST_SHARE: Final = 0.5
# Rounding must not lose a result that has exactly that.
_SLACK: Final = 1e-6
ALL: Final = "*"
# Words that say less than their number tells where one other word says what it is about.
_GENERAL: Final = frozenset({"wilayah", "hasil"})
_GENERAL_SHARE: Final = 0.5
_PAIR: Final = 2
# A tsquery that nothing matches.
NOTHING: Final = "'='"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query ready for `queries.page`: how to look, and with which values."""

    walk: Literal["index", "recent"]
    values: Mapping[str, object]
    # What to mark in the results.
    terms: frozenset[str]
    is_impossible: bool
    # What was known of the index when this was planned, for the pages that follow.
    counts: tuple[int, ...]

    @property
    def for_counting(self) -> dict[str, object]:
        """The values that `queries.facets` takes."""
        return {name: self.values[name] for name in ("candidates", "most", "walk") if name in self.values}


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    documents: int
    weight: float
    # What finds it.
    asked: str


async def prepare(
    reads: HotReads,
    query: str,
    filters: Mapping[str, str],
    *,
    is_recent: bool = False,
    most: int | None = None,
    planned_with: Sequence[int] | None = None,
) -> Asked:
    """What to ask for this query with these filters (the term of each).

    `is_recent`: only what came lately is asked for, which is little. `most`: to count so many.
    `planned_with`: the counts of the first page. Each write changes counts, and with them every score; of a
    list that is read page by page each score must stay what it was.
    """
    meant = shortcuts.read(query)
    words = list(dict.fromkeys(analyser.query_terms(meant.words)))[:MOST_TERMS]
    provinces = _provinces(words)
    codes = [value_term("region", code) for code in meant.regions]
    codes += [*(value_term("urusan", code) for code in meant.urusan), *provinces.values()]
    named = [value_term("key", key) for key in meant.citations]
    if meant.slug:
        named.append(value_term("slug", meant.slug))
    if words:
        named.append(value_term("title", " ".join(words)))
    demanded = list(filters.values())
    names = list(dict.fromkeys([ALL, *words, *codes, *named, *demanded]))
    # Another release may take the query apart otherwise: then the list is what it is now.
    if planned_with is None or len(planned_with) != len(names):
        counts = await _counts(reads, names)
    else:
        counts = dict(zip(names, planned_with, strict=True))
    total = max(counts.get(ALL, 0), 1)
    return _plan(
        _weighed([*codes, *words], counts, total, provinces),
        words=words,
        named=[name for name in named if counts.get(name)],
        demanded=[(name, counts.get(name, 0)) for name in demanded],
        total=total,
        is_recent=is_recent,
        most=most,
        counts=tuple(counts.get(name, 0) for name in names),
    )


async def _counts(reads: HotReads, terms: Sequence[str]) -> dict[str, int]:
    rows = await reads.all(queries.FREQUENCIES, terms=list(terms))
    return {row[0]: row[1] for row in rows}


def _provinces(words: Sequence[str]) -> dict[str, str]:
    """Of words that name a province, or the kota of that name, the term of what lies in it."""
    found = {}
    for before, word in zip(["", *words], words, strict=False):
        of_name = {"kota": analyser.MUNICIPALITIES, "kabupaten": {}}.get(before, analyser.PROVINCES)
        if word in of_name:
            found[word] = value_term("region", of_name[word])
    return found


def _weighed(
    names: Sequence[str], counts: Mapping[str, int], total: int, provinces: Mapping[str, str]
) -> list[_Term]:
    """The terms with their share of the whole, rarest first. An unknown word weighs what known ones do.

    A province is found by its name and by what lies in it.
    """
    own = [name for name in names if name not in provinces.values()]
    either = {name: [name, provinces[name]] if name in provinces else [name] for name in own}
    most = {name: max(counts.get(one, 0) for one in either[name]) for name in own}
    weights = {name: log(1 + total / (most[name] + 0.5)) for name in own if most[name]}
    unknown = sum(weights.values()) / len(weights) if weights else 1.0
    if len(own) == _PAIR:
        weights |= {name: weights[name] * _GENERAL_SHARE for name in _GENERAL & weights.keys()}
    whole = sum(weights.get(name, unknown) for name in own) or 1.0
    terms = [
        _Term(
            name,
            sum(counts.get(one, 0) for one in either[name]),
            weights.get(name, unknown) / whole,
            "(" + " | ".join(map(quoted, either[name])) + ")" if name in provinces else quoted(name),
        )
        for name in own
    ]
    return sorted(terms, key=lambda term: (-term.weight, term.name))


def _plan(
    terms: Sequence[_Term],
    *,
    words: Sequence[str],
    named: Sequence[str],
    demanded: Sequence[tuple[str, int]],
    total: int,
    is_recent: bool,
    most: int | None,
    counts: tuple[int, ...],
) -> Asked:
    known = [term for term in terms if term.documents]
    every = " & ".join(term.asked for term in terms)
    texts = [quoted(word) for word in words]
    among = [name for name, _ in demanded]
    fewest_demanded = min((count for _, count in demanded), default=total)
    matters = _that_matter(terms)
    walk: Literal["index", "recent"] = "index"
    wanted, limit, walked = "", MOST_RANKED, 0
    if is_recent or min(sum(t.documents for t in matters), fewest_demanded) <= MOST_RANKED:
        wanted = " | ".join(t.asked for t in matters if t.documents)
    elif len(known) == len(terms):
        wanted = every
        chance = 1.0
        for documents in [t.documents for t in terms] + [count for _, count in demanded]:
            chance *= documents / total
        if chance * total > MOST_RANKED:
            walk, limit = "recent", MOST_RANKED_RECENT
            walked = min(MOST_WALKED, int(4 * limit / chance))
    if most is not None:
        limit, walked = most, max(walked, most)
    exact = " | ".join(quoted(name) for name in named)
    candidates = _all_of([_any_of([wanted, exact]), *(quoted(name) for name in among)])
    return Asked(
        walk,
        {
            "candidates": candidates or NOTHING,
            "most": limit,
            **({"walk": walked} if walk == "recent" else {}),
            "asked": [term.asked for term in known],
            "shares": [term.weight for term in known],
            "least": LEAST_SHARE - _SLACK,
            "near": " & ".join(texts) if len(texts) > 1 else NOTHING,
            "phrase": " <-> ".join(texts) if len(texts) > 1 else NOTHING,
            "exact": exact or NOTHING,
        },
        frozenset(words),
        is_impossible=not (wanted or exact),
        counts=counts,
    )


def _that_matter(terms: Sequence[_Term]) -> list[_Term]:
    """The rarest terms without any of which no document can have its least share."""
    for number, share in enumerate(accumulate(term.weight for term in terms), start=1):
        if 1 - share < LEAST_SHARE:
            return list(terms[:number])
    return list(terms)


def _any_of(parts: Sequence[str]) -> str:
    return " | ".join(part if "&" not in part else f"({part})" for part in parts if part)


def _all_of(parts: Sequence[str]) -> str:
    first, *rest = parts
    return " & ".join([f"({first})", *rest]) if first else ""
