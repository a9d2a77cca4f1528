"""What can go wrong with the directory."""

from services.kit.language import Text
from services.kit.problems import NotFound


class EntryNotFound(NotFound):
    code = "entry-not-found"
    title = Text("Entri direktori tidak ditemukan", "The directory entry was not found")

    def __init__(self, reference: str) -> None:
        super().__init__(
            Text(
                f"Tidak ada forum {reference} di direktori simpul ini.",
                f"There is no forum {reference} in the directory of this simpul.",
            )
        )
