"""What can go wrong with admissions."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class AdmissionNotFound(NotFound):
    code = "admission-not-found"
    title = Text("Permohonan keanggotaan tidak ditemukan", "The admission was not found")


class AdmissionStands(Conflict):
    code = "admission-stands"
    title = Text(
        "Masih ada permohonan atau keanggotaan yang berlaku", "An application or admission stands already"
    )


class ActRefused(Conflict):
    code = "act-refused-in-state"
    title = Text("Tindakan ini tidak dapat dilakukan sekarang", "This act is not possible now")

    def __init__(self, state: str) -> None:
        super().__init__(
            Text(f"Permohonan ini berstatus {state}.", f"The state of this admission is {state}.")
        )


def unknown_forum(reference: str, pointer: str = "/forum") -> FieldError:
    """A field error for a forum that is not in this simpul."""
    return FieldError(
        pointer,
        "unknown-forum",
        Text(f"Tidak ada forum {reference} di simpul ini.", f"There is no forum {reference} in this simpul."),
    )
