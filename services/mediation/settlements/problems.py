"""What can go wrong with a settlement."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


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
