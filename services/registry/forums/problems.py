"""What can go wrong with forums."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class ForumNotFound(NotFound):
    code = "forum-not-found"
    title = Text("Forum tidak ditemukan", "The forum was not found")

    def __init__(self, reference: str) -> None:
        super().__init__(
            Text(
                f"Tidak ada forum {reference} di simpul ini.",
                f"There is no forum {reference} in this simpul.",
            )
        )


class SlugTaken(Conflict):
    code = "slug-taken"
    title = Text("Slug sudah dipakai forum lain", "The slug belongs to another forum")

    def __init__(self) -> None:
        detail = Text(
            "Pilih slug lain: /slug sudah dipakai di simpul ini.",
            "Choose another slug: /slug is taken in this simpul.",
        )
        super().__init__(detail, errors=[FieldError("/slug", "slug-taken", detail)])
