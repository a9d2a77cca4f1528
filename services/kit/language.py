"""Two languages: Bahasa Indonesia first, English by `Accept-Language`."""

from typing import Literal, NamedTuple

Language = Literal["id", "en"]


class Text(NamedTuple):
    """One message in both languages."""

    id: str
    en: str

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.id


def negotiate(accept_language: str | None) -> Language:
    """The reader's language: the better weighted of `id` and `en`; Indonesian where neither is named."""
    weights: dict[Language, float] = {"id": 0.0, "en": 0.0}
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary not in ("id", "en"):
            continue
        weight = 1.0
        if parameters.strip().startswith("q="):
            try:
                weight = float(parameters.strip()[2:])
            except ValueError:
                weight = 0.0
        language: Language = "en" if primary == "en" else "id"
        weights[language] = max(weights[language], weight)
    return "en" if weights["en"] > weights["id"] else "id"
