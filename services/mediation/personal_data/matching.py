"""Whether words name somebody. Pure: no database."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

# An e-mail address, a telephone number or an account: what is one person's alone, as no name is.
_SINGULAR: Final = re.compile(r"[@:0-9]")
ERASED: Final = "[dihapus]"
# Shorter ones would be found in everything.
SHORTEST: Final = 3


def normal(text: str) -> str:
    """Words as they are compared: without case, spaces at the ends, or more than one between."""
    return " ".join(text.split()).lower()


def singular(identifiers: Iterable[str]) -> list[str]:
    """Those of these identifiers that no namesake has."""
    return [one for one in identifiers if _SINGULAR.search(one)]


class Person:
    """Somebody by name and other identifiers: an e-mail address, a telephone number, an account."""

    def __init__(self, identifiers: Iterable[str]) -> None:
        self.keys = sorted({normal(one) for one in identifiers})
        flexible = (r"\s+".join(map(re.escape, key.split())) for key in self.keys)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(flexible)})(?!\w)", re.IGNORECASE)

    def is_named(self, text: str | None) -> bool:
        """Whether this text is the person's name or identifier, and nothing else."""
        return text is not None and normal(text) in self.keys

    def is_mentioned(self, value: Any) -> bool:
        """Whether a name or identifier stands somewhere in a JSON value."""
        return any(self._pattern.search(text) is not None for text in _texts(value))

    def redacted(self, value: Any) -> Any:
        """The same JSON value with `ERASED` where the person was named."""
        if isinstance(value, str):
            return self._pattern.sub(ERASED, value)
        if isinstance(value, list):
            return [self.redacted(one) for one in value]
        if isinstance(value, dict):
            return {key: self.redacted(one) for key, one in value.items()}
        return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
