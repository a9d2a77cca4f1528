"""Two languages: Bahasa Indonesia first, English by `Accept-Language`."""

import re
from typing import Literal, NamedTuple

Language = Literal["id", "en"]
# A weight of RFC 9110 (12.4.2): from 0 to 1. A part with any other is as if it were not there.
_WEIGHT = re.compile(r"q=(0(?:\.[0-9]*)?|1(?:\.0*)?)", re.IGNORECASE)


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
        if parameters.strip():
            found = _WEIGHT.fullmatch(parameters.strip())
            weight = float(found[1]) if found else 0.0
        language: Language = "en" if primary == "en" else "id"
        weights[language] = max(weights[language], weight)
    return "en" if weights["en"] > weights["id"] else "id"
