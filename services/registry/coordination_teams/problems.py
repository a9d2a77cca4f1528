"""What can go wrong with coordination teams."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class CoordinationTeamNotFound(NotFound):
    code = "coordination-team-not-found"
    title = Text("TKKSD tidak ditemukan", "The coordination team was not found")


class CoordinationTeamTaken(Conflict):
    code = "coordination-team-current"
    title = Text("Wilayah sudah memiliki TKKSD pada waktu itu", "The region has a team at that time already")

    def __init__(self) -> None:
        detail = Text(
            "Wilayah ini sudah memiliki TKKSD pada masa itu. Akhiri dahulu masa tugasnya dengan term_to.",
            "The region has a coordination team at that time already. End its term first by term_to.",
        )
        super().__init__(detail, errors=[FieldError("/region_code", "coordination-team-current", detail)])
