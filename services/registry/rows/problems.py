"""What can go wrong with rows below a forum."""

from services.kit.language import Text
from services.kit.problems import Conflict


class RowReferred(Conflict):
    code = "row-referred-to"
    title = Text("Baris lain merujuk baris ini", "Other rows refer to this one")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Lepaskan dahulu rujukan dari baris lain pada forum ini.",
                "Release first what other rows of this forum refer to.",
            )
        )
