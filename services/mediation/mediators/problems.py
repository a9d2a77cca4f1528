"""What can go wrong with the roster."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class MediatorNotFound(NotFound):
    code = "mediator-not-found"
    title = Text("Mediator tidak ditemukan", "The mediator was not found")


class MediatorTwice(Conflict):
    code = "mediator-twice"
    title = Text("Pengguna ini sudah ada dalam daftar mediator", "This user is on the roster already")

    def __init__(self) -> None:
        detail = Text("Ubah baris yang ada.", "Amend the row that is there.")
        super().__init__(detail, errors=[FieldError("/subject", "mediator-twice", detail)])
