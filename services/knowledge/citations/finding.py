"""Finding citations in a text."""

import re
from collections.abc import Iterator

from services.knowledge.citations import grammar
from services.knowledge.citations.citation import Article, Citation

_FIRST_YEAR, _LAST_YEAR = 1940, 2099
# A month or a day of it may stand before a slash and a year.
_LAST_MONTH = 12
# How far back a word is looked for that tells what a number is.
_CONTEXT = 40
_FIGURE_AND_LETTER = re.compile(r"[0-9]{1,4}[.]?[A-Za-z]")


def find(text: str) -> list[Citation]:
    """The citations in a text, in its order, none overlapping another. What is doubtful is left out."""
    return list(_Reading(text).citations())


def parse(text: str) -> Citation | None:
    """The citation that a text is as a whole, as somebody writes who asks for one.

    Here `5/2012` is a number, and a law may be named without its year.
    """
    kept = text.strip(" \t\r\n.,;:()[]\"'")
    flat = grammar.flatten(kept)
    reading = _Reading(kept, is_asked=True)
    found = next(reading.citations(), None)
    if found is None or flat[: found.start].strip() or flat[found.end :].strip():
        return None
    return found


class _Reading:
    """One pass over a text."""

    def __init__(self, text: str, *, is_asked: bool = False) -> None:
        self.text = text
        self.flat = grammar.flatten(text)
        self.is_asked = is_asked
        # Up to where it is a draft that is spoken of.
        self.draft_until = 0

    def citations(self) -> Iterator[Citation]:
        at = 0
        last: Citation | None = None
        heads = grammar.HEAD.finditer(self.flat)
        head = next(heads, None)
        numbers = grammar.NUMBERED.finditer(self.flat)
        number = next(numbers, None)
        while head is not None or number is not None:
            # What begins first is read first; what lies within a citation found is passed over.
            if head is not None and (number is None or head.start() <= number.start()):
                found = self._named(head, at) if head.start() >= at else None
                head = next(heads, None)
            else:
                assert number is not None
                is_open = number.start() >= max(at, self.draft_until)
                found = self._unnamed(number, at, last) if is_open else None
                number = next(numbers, None)
            if found is not None:
                yield found
                at, last = found.end, found

    def _named(self, head: re.Match[str], at: int) -> Citation | None:
        """A citation that begins with the words for its kind."""
        kind = str(head.lastgroup)
        if kind == "draft" or grammar.DRAFT.search(self.flat, max(0, head.start() - 20), head.start()):
            named = grammar.after(kind).match(self.flat, head.end())
            self.draft_until = named.end() if named else head.end()
            return None
        if kind in grammar.UNNUMBERED:
            return self._unnumbered(head, kind, at)
        match = grammar.after(kind).match(self.flat, head.end())
        if match is None or not match[0].strip():
            return None
        number, year = _numbered(match)
        end = match.end()
        if year is None and (dated := grammar.DATED.match(self.flat, end)):
            year, end = int(dated["year"]), dated.end()
        if kind in grammar.AMBIGUOUS and len(head[0]) == len("se") and not _is_of_a_letter(match, number):
            return None
        # A number alone names no act, but one of several parts does: `120/1730/SJ`.
        if year is None and not self.is_asked and not _has_parts(number):
            return None
        issuer = _issuer_of(kind, head[0], match)
        return self._cited(head.start(), end, at, kind=kind, issuer=issuer, number=number, year=year)

    def _unnumbered(self, head: re.Match[str], kind: str, at: int) -> Citation | None:
        end, year = head.end(), None
        if kind == "uud":
            named = grammar.CONSTITUTION.match(self.flat, end)
            if named is None:
                return None
            end, year = named.end(), int(named["year"])
        return self._cited(head.start(), end, at, kind=kind, issuer=None, number=None, year=year)

    def _unnamed(self, match: re.Match[str], at: int, last: Citation | None) -> Citation | None:
        """A number and a year without the words for a kind."""
        number, year = _numbered(match)
        start = match.start()
        if year is None or not self._stands_alone(match):
            return None
        if last is not None and self._goes_on(match, last, year):
            return self._cited(
                start, match.end(), at, kind=last.kind, issuer=last.issuer, number=number, year=year
            )
        if not (self._is_no_date(match, number) and self._is_of_an_act(match)):
            return None
        return self._cited(start, match.end(), at, kind=None, issuer=None, number=number, year=year)

    def _goes_on(self, match: re.Match[str], last: Citation, year: int) -> bool:
        """Whether it goes on with the citation before it, whose kind then need not be named again."""
        between = self.flat[last.end : match.start()]
        if grammar.JOINED.fullmatch(between):
            return bool(match["year"] or match["word"])
        if not grammar.LISTED.fullmatch(between):
            return False
        # A joint act has a number of each who signed it, all of one year.
        return bool(match["word"]) if last.kind not in (None, "skb") else year == last.year

    def _stands_alone(self, match: re.Match[str]) -> bool:
        """Whether no part of a longer figure, of money, of an age or of a place in a law."""
        start = match.start()
        if grammar.THOUSANDS.fullmatch(match["number"]):
            return False
        if start and (self.flat[start - 1].isalnum() or self.flat[start - 1] in "/.,-_+%$€"):
            return False
        return not grammar.OTHERWISE.search(self.flat, max(0, start - 20), start)

    def _is_no_date(self, match: re.Match[str], number: str) -> bool:
        if self.is_asked or match["year"] or match["word"] or _has_parts(number):
            return True
        # What is left is figures before a slash and a year: `05/2002` may be a month, `17/8/2015` a day.
        if not number.isdigit():
            return _FIGURE_AND_LETTER.fullmatch(number) is not None
        return _LAST_MONTH < int(number) < 1000 and not number.startswith("0")

    def _is_of_an_act(self, match: re.Match[str]) -> bool:
        """Whether a word before it, or its standing all alone, tells that it is the number of an act."""
        if match["word"] or _has_parts(_numbered(match)[0]):
            return True
        before = self.flat[max(0, match.start() - _CONTEXT) : match.start()]
        if grammar.CONTEXT.search(before):
            return True
        return not before.strip() and not self.flat[match.end() :].strip(" .")

    def _cited(
        self,
        start: int,
        end: int,
        at: int,
        *,
        kind: str | None,
        issuer: str | None,
        number: str | None,
        year: int | None,
    ) -> Citation:
        """With the place in the law, which stands right before it or right after it."""
        article = None
        before = grammar.ARTICLE_BEFORE.search(self.flat, max(at, start - 60), start)
        if before is not None:
            start, article = before.start(), _article(before)
        else:
            following = grammar.ARTICLE_AFTER.match(self.flat, end)
            # An article right before another law is that law's.
            if following is not None and not self._leads_to_a_law(following.end()):
                end, article = following.end(), _article(following)
        return Citation(start, end, self.text[start:end], kind, issuer, number, year, article)

    def _leads_to_a_law(self, end: int) -> bool:
        gap = grammar.GAP.match(self.flat, end)
        return gap is not None and grammar.HEAD.match(self.flat, gap.end()) is not None


def _numbered(match: re.Match[str]) -> tuple[str, int | None]:
    """Number and year; of `23/2014` and `175/KPTS/1995` the last part is the year."""
    number: str = match["number"]
    if match["year"]:
        return number, int(match["year"])
    front, slash, last = number.rpartition("/")
    if slash and len(last) == 4 and last.isdigit() and _FIRST_YEAR <= int(last) <= _LAST_YEAR:
        return front, int(last)
    return number, None


def _has_parts(number: str) -> bool:
    """Whether it is more than a figure with a letter, and not figures alone with slashes."""
    return "/" in number and any(c.isalpha() for c in number)


def _is_of_a_letter(match: re.Match[str], number: str) -> bool:
    return bool(match["word"] or match["year"] or _has_parts(number))


def _issuer_of(kind: str, words: str, match: re.Match[str]) -> str | None:
    issuer = match.groupdict().get("issuer")
    if issuer:
        return " ".join(issuer.split()).strip(" ,")
    # `Permenkumham`, `Kepmenkeu`: the word itself names the ministry.
    ministry = words[len(kind) :] if kind in ("permen", "kepmen") and " " not in words else ""
    return ministry or None


def _article(match: re.Match[str]) -> Article:
    ayat, huruf = match["ayat"], match["huruf"]
    return Article(match["pasal"].upper(), ayat and ayat.lower(), huruf and huruf.lower())


def find_articles(text: str) -> list[Citation]:
    """Articles that a text names without their law, outside its citations: to be read in a context only."""
    flat = grammar.flatten(text)
    cited = iter([*find(text), None])
    last = next(cited)

    def is_cited(match: re.Match[str]) -> bool:
        # Both come in the order of the text.
        nonlocal last
        while last is not None and last.end <= match.start():
            last = next(cited)
        return last is not None and last.start < match.end()

    return [
        Citation(
            match.start(),
            match.end(),
            text[match.start() : match.end()],
            None,
            None,
            None,
            None,
            _article(match),
        )
        for match in grammar.ARTICLE.finditer(flat)
        if not is_cited(match)
    ]
