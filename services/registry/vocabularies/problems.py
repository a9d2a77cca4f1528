"""What can go wrong with vocabularies."""

from collections.abc import Iterable

from services.kit.language import Text
from services.kit.problems import FieldError, NotFound


class VocabularyNotFound(NotFound):
    code = "vocabulary-not-found"
    title = Text("Kosakata tidak ditemukan", "The vocabulary was not found")

    def __init__(self, code: str) -> None:
        super().__init__(Text(f"Tidak ada kosakata {code}.", f"There is no vocabulary {code}."))


def unknown_code(pointer: str, value: str, vocabulary: str, known: Iterable[str]) -> FieldError:
    """A field error that names the value, the vocabulary and what it allows."""
    allowed = ", ".join(known)
    return FieldError(
        pointer,
        "unknown-code",
        Text(
            f"`{value}` bukan kode kosakata {vocabulary}. Yang ada: {allowed}.",
            f"`{value}` is not a code of vocabulary {vocabulary}. Known: {allowed}.",
        ),
    )
