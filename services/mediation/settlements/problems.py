"""What can go wrong with a settlement."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound, Unavailable


class SettlementNotFound(NotFound):
    code = "settlement-not-found"
    title = Text("Belum ada rancangan kesepakatan", "There is no draft settlement yet")


class ClauseNotFound(NotFound):
    code = "clause-not-found"
    title = Text("Klausul tidak ditemukan", "The clause was not found")


class ClauseInUse(Conflict):
    code = "clause-in-use"
    title = Text("Klausul ini menjadi dasar kewajiban", "An obligation rests on this clause")


class SignedAlready(Conflict):
    code = "signed-already"
    title = Text("Pihak ini sudah menandatangani", "This party has signed already")


class PaperNotReady(Conflict):
    """The paper is still being made; `Retry-After` says when to ask again."""

    code = "settlement-paper-not-ready"
    title = Text("Naskah kesepakatan sedang dibuat", "The settlement's paper is being made")

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class PaperNotMade(Unavailable):
    code = "settlement-paper-not-made"
    title = Text("Naskah kesepakatan gagal dibuat", "The settlement's paper could not be made")


class PaperErased(NotFound):
    code = "settlement-paper-erased"
    title = Text("Naskah kesepakatan sudah dihapus", "The settlement's paper was erased")
