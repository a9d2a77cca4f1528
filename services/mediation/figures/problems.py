"""What can go wrong with figures and likenesses."""

from services.kit.language import Text
from services.kit.problems import Forbidden


class NotForOverseers(Forbidden):
    """Who sees only what kind of case it is does not see what it is like."""

    code = "not-for-overseers"
    title = Text("Hanya untuk petugas, mediator, dan para pihak", "For the office, mediator and parties only")
