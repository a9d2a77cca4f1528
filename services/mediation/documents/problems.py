"""What can go wrong with documents."""

from datetime import datetime

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class DocumentNotFound(NotFound):
    code = "document-not-found"
    title = Text("Dokumen tidak ditemukan", "The document was not found")


class DocumentLocked(Conflict):
    """Somebody else edits it."""

    code = "document-locked"
    title = Text("Dokumen sedang disunting orang lain", "Somebody else edits the document")

    def __init__(self, until: datetime) -> None:
        at = f"{until:%Y-%m-%dT%H:%M:%SZ}"
        super().__init__(Text(f"Terkunci sampai {at}.", f"Locked until {at}."), members={"locked_until": at})
