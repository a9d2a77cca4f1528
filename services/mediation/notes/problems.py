"""What can go wrong with notes."""

from services.kit.language import Text
from services.kit.problems import Forbidden, NotFound


class NoteNotFound(NotFound):
    code = "note-not-found"
    title = Text("Catatan tidak ditemukan", "The note was not found")


class NotTheirConfidence(Forbidden):
    """Only the party whose confidence it is consents."""

    code = "not-their-confidence"
    title = Text(
        "Hanya pihak yang bersangkutan yang dapat mengizinkan", "Only the party concerned can consent"
    )
