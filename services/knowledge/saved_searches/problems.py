"""What can go wrong with saved searches."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class SavedSearchNotFound(NotFound):
    code = "saved-search-not-found"
    title = Text("Pencarian tersimpan tidak ditemukan", "The saved search was not found")


class NameTaken(Conflict):
    code = "saved-search-name-taken"
    title = Text("Nama ini sudah dipakai", "This name is taken")

    def __init__(self) -> None:
        detail = Text(
            "Pencarian tersimpan lain sudah memakai nama ini.",
            "Another of your saved searches has this name.",
        )
        super().__init__(detail, errors=[FieldError("/name", "saved-search-name-taken", detail)])


class TooManySavedSearches(Conflict):
    code = "too-many-saved-searches"
    title = Text("Pencarian tersimpan sudah terlalu banyak", "There are too many saved searches")
