"""What can go wrong with parties."""

from services.kit.language import Text
from services.kit.problems import NotFound


class RepresentativeNotFound(NotFound):
    code = "representative-not-found"
    title = Text("Kuasa tidak ditemukan", "The representative was not found")
