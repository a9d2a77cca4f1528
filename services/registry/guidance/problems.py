"""What can go wrong with guidance."""

from services.kit.language import Text
from services.kit.problems import NotFound


class GuidanceNotFound(NotFound):
    code = "guidance-not-found"
    title = Text("Catatan pembinaan tidak ditemukan", "The record of guidance was not found")
