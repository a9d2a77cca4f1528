"""What can go wrong with the queue."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class ViewNotFound(NotFound):
    code = "view-not-found"
    title = Text("Tampilan tersimpan tidak ditemukan", "The saved view was not found")


class ViewNameTaken(Conflict):
    code = "view-name-taken"
    title = Text("Nama tampilan ini sudah dipakai", "A view of this name is there already")
