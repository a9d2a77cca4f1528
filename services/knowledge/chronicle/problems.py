"""What can go wrong with versions."""

from services.kit.language import Text
from services.kit.problems import NotFound


class VersionNotFound(NotFound):
    code = "version-not-found"
    title = Text("Versi tidak ditemukan", "The version was not found")
