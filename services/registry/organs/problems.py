"""What can go wrong with organs and officers."""

from services.kit.language import Text
from services.kit.problems import NotFound


class OrganNotFound(NotFound):
    code = "organ-not-found"
    title = Text("Organ tidak ditemukan", "The organ was not found")


class OfficerNotFound(NotFound):
    code = "officer-not-found"
    title = Text("Pejabat tidak ditemukan", "The officer was not found")
