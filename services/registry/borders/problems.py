"""What can go wrong with border pairs."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class BorderPairNotFound(NotFound):
    code = "border-pair-not-found"
    title = Text("Pasangan perbatasan tidak ditemukan", "The border pair was not found")


class BorderPairTaken(Conflict):
    code = "border-pair-recorded"
    title = Text("Pasangan perbatasan sudah tercatat", "The border pair is on record already")

    def __init__(self) -> None:
        detail = Text(
            "Kedua wilayah ini sudah tercatat berbatasan.",
            "These two regions are on record as bordering each other already.",
        )
        super().__init__(detail, errors=[FieldError("/region_codes", "border-pair-recorded", detail)])
