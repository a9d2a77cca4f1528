"""What can go wrong with obligations."""

from services.kit.language import Text
from services.kit.problems import Conflict, Forbidden, NotFound


class ObligationNotFound(NotFound):
    code = "obligation-not-found"
    title = Text("Kewajiban tidak ditemukan", "The obligation was not found")


class NotTheirObligation(Forbidden):
    code = "not-their-obligation"
    title = Text("Kewajiban ini milik pihak lain", "The obligation is another party's")


class ObligationSettled(Conflict):
    """The obligation is not in the state that the act needs."""

    code = "obligation-settled"
    title = Text("Keadaan kewajiban tidak memungkinkannya", "The obligation's state does not allow it")
