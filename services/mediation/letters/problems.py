"""What can go wrong with letters."""

from services.kit.language import Text
from services.kit.problems import Conflict, Forbidden, NotFound, Unavailable


class LetterNotFound(NotFound):
    code = "letter-not-found"
    title = Text("Surat tidak ditemukan", "The letter was not found")


class LettersClosed(Forbidden):
    code = "letters-not-theirs"
    title = Text("Surat hanya untuk para pihak dan petugas", "Letters are for the parties and the office")


class LetterNotReady(Conflict):
    """The file is still being made; `Retry-After` says when to ask again."""

    code = "letter-not-ready"
    title = Text("Berkas surat sedang dibuat", "The letter's file is being made")

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class LetterHasNoFile(NotFound):
    code = "letter-without-file"
    title = Text("Surat ini tidak mempunyai berkas", "This letter has no file")


class LetterNotMade(Unavailable):
    code = "letter-not-made"
    title = Text("Berkas surat gagal dibuat", "The letter's file could not be made")


class LetterWithdrawn(Conflict):
    code = "letter-withdrawn"
    title = Text("Surat ini sudah ditarik", "The letter was withdrawn")


class LetterHasFile(Conflict):
    """A scan is never exchanged: the record is withdrawn, and made again with the right one."""

    code = "letter-with-file"
    title = Text("Surat ini sudah mempunyai berkas", "This letter has its file already")


class NotIncoming(Conflict):
    code = "letter-not-incoming"
    title = Text("Hanya surat masuk yang dipindai", "Only letters that came in are scanned")
