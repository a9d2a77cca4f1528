"""What can go wrong with endorsements."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class EndorsementTaken(Conflict):
    code = "already-endorsed"
    title = Text("Forum ini sudah menyatakannya berguna", "This forum said so already")


class EndorsementNotFound(NotFound):
    code = "endorsement-not-found"
    title = Text("Pernyataan tidak ditemukan", "The endorsement was not found")
