"""What can go wrong with access codes."""

from services.kit.language import Text
from services.kit.problems import NotFound


class AccessCodeNotFound(NotFound):
    """One that expired, was revoked, or whose party left, is as one that never was."""

    code = "access-code-not-found"
    title = Text("Kode akses tidak berlaku", "The access code is not valid")
