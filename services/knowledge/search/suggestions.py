"""What a query with a slip of the pen may have meant: words of the index that are spelled nearly alike."""

from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from services.kit.reads import HotReads
from services.knowledge.search import analyser, queries

# Work is bounded: so many words of a query, and so many of each length in the index.
_MOST_WORDS: Final = 8
_MOST_LOOKED_UP: Final = 64
_MOST_OF_LENGTH: Final = 1_500
_SHORTEST: Final = 4
_LONGEST: Final = 32


def _allowed(word: str) -> int:
    """How many letters may differ."""
    return 1 if len(word) <= 6 else 2


async def known_words(reads: HotReads, query: str) -> frozenset[str]:
    """The words of a query that stand in the index as written."""
    words = list(dict.fromkeys(analyser.surface_words(query)))[:_MOST_LOOKED_UP]
    return frozenset(row[0] for row in await reads.all(queries.KNOWN_WORDS, words=words))


async def suggest(reads: HotReads, query: str, known: frozenset[str]) -> str | None:
    """The query with its unknown words replaced by like ones; None where there is nothing to mend."""
    words = list(analyser.surface_words(query))
    unknown = [
        word
        for word in dict.fromkeys(words)
        if _SHORTEST <= len(word) <= _LONGEST
        and word.isalpha()
        and word not in known
        and not analyser.is_known(word)
    ]
    mended: dict[str, str] = {}
    for word in unknown[:_MOST_WORDS]:
        if (like := await _like(reads, word)) is not None:
            mended[word] = like
    if not mended:
        return None
    return " ".join(mended.get(word, word) for word in words)


async def _like(reads: HotReads, word: str) -> str | None:
    """The word of the index that is spelled most alike; of two, the more frequent."""
    allowed = _allowed(word)
    lengths = list(range(len(word) - allowed, len(word) + allowed + 1))
    rows = await reads.all(queries.WORDS_OF_LENGTH, lengths=lengths, each=_MOST_OF_LENGTH)
    documents = {row[0]: row[1] for row in rows}
    found = process.extract(
        word, documents.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=None
    )
    best = min(found, key=lambda hit: (hit[1], -documents[hit[0]], hit[0]), default=None)
    return None if best is None else str(best[0])
