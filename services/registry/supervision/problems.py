"""What can go wrong with review notes."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class NoteNotFound(NotFound):
    code = "review-note-not-found"
    title = Text("Catatan tinjauan tidak ditemukan", "The review note was not found")


class NoteClosed(Conflict):
    code = "review-note-closed"
    title = Text("Catatan tinjauan sudah ditutup", "The review note is closed")
