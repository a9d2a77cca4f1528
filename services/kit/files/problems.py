"""What can go wrong with the bytes of a file."""

from services.kit.language import Text
from services.kit.problems import FieldError, Invalid, NotFound, Unavailable


class FileNotFound(NotFound):
    code = "file-not-found"
    title = Text("Berkas tidak ditemukan", "The file was not found")


class FileNotAsSaid(Invalid):
    code = "file-not-as-said"
    title = Text("Berkas bukan yang disebutkan", "The file is not what it says")

    def __init__(self, said: str) -> None:
        detail = Text(f"Isi berkas bukan {said}.", f"The file's content is not {said}.")
        super().__init__(detail, errors=[FieldError("", "file-not-as-said", detail)])


class FileEmpty(Invalid):
    code = "file-empty"
    title = Text("Berkas kosong", "The file is empty")


class BytesMissing(Unavailable):
    code = "file-bytes-missing"
    title = Text("Isi berkas sedang tidak dapat diambil", "The file's content cannot be had now")


class StoreAway(Unavailable):
    code = "file-store-away"
    title = Text("Penyimpanan berkas sedang tidak tersedia", "The store of files is not available now")
