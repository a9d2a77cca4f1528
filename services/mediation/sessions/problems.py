"""What can go wrong with sessions."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class SessionNotFound(NotFound):
    code = "session-not-found"
    title = Text("Sidang tidak ditemukan", "The session was not found")


class SessionClash(Conflict):
    """The mediator or the place is taken at that time."""

    code = "session-clash"
    title = Text("Mediator atau tempat sudah terpakai pada waktu itu", "The mediator or place is taken then")


class SessionSettled(Conflict):
    """The session is no longer what the act needs."""

    code = "session-settled"
    title = Text("Sidang ini tidak dapat diubah lagi", "This session cannot be changed any more")
