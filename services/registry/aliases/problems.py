"""What can go wrong with other names."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class AliasNotFound(NotFound):
    code = "alias-not-found"
    title = Text("Nama lain tidak ditemukan", "The other name was not found")


class AliasTaken(Conflict):
    code = "alias-taken"
    title = Text("Nama lain itu sudah tercatat", "That other name is recorded already")
