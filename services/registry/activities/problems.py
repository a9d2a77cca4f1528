"""What can go wrong with activities and reports."""

from services.kit.language import Text
from services.kit.problems import NotFound


class ActivityNotFound(NotFound):
    code = "activity-not-found"
    title = Text("Kegiatan tidak ditemukan", "The activity was not found")


class ReportNotFound(NotFound):
    code = "report-not-found"
    title = Text("Laporan tidak ditemukan", "The report was not found")
