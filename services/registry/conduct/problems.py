"""What can go wrong with the code of conduct."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class ConductNotFound(NotFound):
    code = "code-of-conduct-not-found"
    title = Text("Edisi tata laku tidak ditemukan", "The edition of the code of conduct was not found")


class ConductTaken(Conflict):
    code = "code-of-conduct-edition-taken"
    title = Text(
        "Edisi tata laku itu sudah terbit", "That edition of the code of conduct is published already"
    )


class AlreadyAccepted(Conflict):
    code = "code-of-conduct-already-accepted"
    title = Text("Forum sudah menyetujui edisi itu", "The forum accepted that edition already")


def unknown_edition(pointer: str, edition: int) -> FieldError:
    """A field error for an edition that was never published."""
    return FieldError(
        pointer,
        "unknown-edition",
        Text(
            f"Tidak ada tata laku edisi {edition}.", f"There is no edition {edition} of the code of conduct."
        ),
    )
