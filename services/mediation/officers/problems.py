"""What can go wrong with officers."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class OfficerNotFound(NotFound):
    code = "officer-not-found"
    title = Text("Petugas tidak ditemukan", "The officer was not found")


class OfficerTwice(Conflict):
    code = "officer-twice"
    title = Text("Petugas ini sudah terdaftar", "The officer is registered already")
