"""What can go wrong with early warnings."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class WarningNotFound(NotFound):
    code = "early-warning-not-found"
    title = Text("Peringatan dini tidak ditemukan", "The early warning was not found")


class StatementNotFound(NotFound):
    code = "statement-not-found"
    title = Text("Keterangan tidak ditemukan", "The statement was not found")


class BulletinNotFound(NotFound):
    code = "bulletin-not-found"
    title = Text("Buletin tidak ditemukan", "The bulletin was not found")


class WarningClosed(Conflict):
    code = "early-warning-closed"
    title = Text("Peringatan dini ini sudah ditutup", "The early warning is closed")


class AlreadyEscalated(Conflict):
    code = "already-escalated"
    title = Text("Peringatan ini sudah ditindaklanjuti", "The warning was escalated already")


class CorroborationGiven(Conflict):
    code = "corroboration-given"
    title = Text("Keterangan pendukung Anda sudah ada", "Your corroboration is there already")


class OwnSignal(Conflict):
    code = "own-signal"
    title = Text("Pelapor tidak menguatkan laporannya sendiri", "A reporter does not corroborate the report")


class BulletinStands(Conflict):
    code = "bulletin-stands"
    title = Text("Buletin batas dan masa ini sudah ada", "There is a bulletin of this border and period")
