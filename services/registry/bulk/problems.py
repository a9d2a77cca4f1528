"""What can go wrong with imports."""

from services.kit.language import Text
from services.kit.problems import Conflict, Invalid, NotFound, UnsupportedMediaType


class ImportNotFound(NotFound):
    code = "import-not-found"
    title = Text("Impor tidak ditemukan", "The import was not found")


class ImportOver(Conflict):
    code = "import-over"
    title = Text("Impor sudah berakhir", "The import is over")


class TooManyWaiting(Conflict):
    code = "imports-waiting"
    title = Text("Terlalu banyak impor yang belum selesai", "Too many imports are not finished yet")

    def __init__(self, limit: int) -> None:
        super().__init__(
            Text(
                f"Paling banyak {limit} impor menunggu sekaligus. Tunggu satu selesai, lalu kirim lagi.",
                f"At most {limit} imports wait at once. Wait until one is finished, then send again.",
            )
        )


class NotATable(UnsupportedMediaType):
    code = "not-csv-or-xlsx"
    title = Text("Kirim CSV atau XLSX", "Send CSV or XLSX")


class Unreadable(Invalid):
    """The file as a whole cannot be taken; before the job is made, or found by the job."""

    code = "unreadable-file"
    title = Text("Berkas tidak dapat dibaca", "The file cannot be read")


class WrongColumns(Unreadable):
    code = "wrong-columns"
    title = Text("Kolom tidak sesuai", "The columns do not fit")


class TooManyRows(Unreadable):
    code = "too-many-rows"
    title = Text("Terlalu banyak baris", "Too many rows")


class TooMuchUnpacked(Unreadable):
    code = "too-large-unpacked"
    title = Text("Isi berkas XLSX terlalu besar", "The XLSX file's content is too large")
