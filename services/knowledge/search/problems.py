"""What can go wrong with search."""

from services.kit.language import Text
from services.kit.problems import FieldError, Invalid


class NotInIndex(Invalid):
    code = "not-in-index"
    title = Text("Tidak ada di indeks pencarian", "Not in the search index")

    def __init__(self, kind: str, slug: str) -> None:
        detail = Text(f"Tidak ada {kind} {slug} di indeks.", f"There is no {kind} {slug} in the index.")
        super().__init__(detail, errors=[FieldError("/slug", "not-in-index", detail)])
