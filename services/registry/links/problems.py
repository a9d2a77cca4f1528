"""What can go wrong with links."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class LinkNotFound(NotFound):
    code = "link-not-found"
    title = Text("Hubungan tidak ditemukan", "The link was not found")


class LinkTaken(Conflict):
    code = "link-taken"
    title = Text("Hubungan itu sudah tercatat", "That link is recorded already")
