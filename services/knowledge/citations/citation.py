"""What a citation is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """A place in a regulation: `370`, paragraph `2`, letter `b`."""

    pasal: str
    ayat: str | None = None
    huruf: str | None = None

    def label(self) -> str:
        """As the law writes it: `Pasal 370 ayat (2) huruf b`."""
        ayat = f" ayat ({self.ayat})" if self.ayat else ""
        huruf = f" huruf {self.huruf}" if self.huruf else ""
        return f"Pasal {self.pasal}{ayat}{huruf}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation: `text[start:end]` of what was read, in characters.

    kind    a code of the vocabulary `regulation_type`; None where the text names none
    issuer  who issued it, in the text's words, where the kind does not say it: "Kota Bogor"
    number  as written, without the year: `23`, `130.A`, `175/KPTS`; None for a code of law without number
    year    None where the text names none
    """

    start: int
    end: int
    text: str
    kind: str | None
    issuer: str | None
    number: str | None
    year: int | None
    article: Article | None
