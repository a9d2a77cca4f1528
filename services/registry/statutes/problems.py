"""What can go wrong with statutes."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class StatuteNotFound(NotFound):
    code = "statute-not-found"
    title = Text("AD/ART tidak ditemukan", "The statute was not found")


class EditionTaken(Conflict):
    code = "edition-taken"
    title = Text("Edisi itu sudah tercatat", "That edition is recorded already")
