"""What can go wrong with requests of data subjects."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class RequestNotFound(NotFound):
    code = "personal-data-request-not-found"
    title = Text("Permintaan tidak ditemukan", "The request was not found")


class AmbiguousPerson(Conflict):
    """The name alone stands in several places: it may be several people's."""

    code = "personal-data-ambiguous"
    title = Text(
        "Nama ini ada di beberapa tempat; sebutkan barisnya",
        "The name stands in several places; name the rows",
    )


class RequestRefused(Conflict):
    code = "personal-data-request-refused"
    title = Text("Tidak dapat dilakukan atas permintaan ini sekarang", "Not possible with this request now")
