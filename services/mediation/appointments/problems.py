"""What can go wrong with an evaluation."""

from services.kit.language import Text
from services.kit.problems import Conflict


class EvaluatedAlready(Conflict):
    code = "evaluated-already"
    title = Text("Pihak ini sudah menilai mediator", "This party has evaluated the mediator already")
