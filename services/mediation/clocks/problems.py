"""What can go wrong with limits of time."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class ClockRuleNotFound(NotFound):
    code = "clock-rule-not-found"
    title = Text("Aturan batas waktu tidak ditemukan", "The clock rule was not found")


class EditionTaken(Conflict):
    code = "clock-rule-edition-taken"
    title = Text("Aturan ini baru saja diberi edisi lain", "The rule was just given another edition")


class DayNotFound(NotFound):
    code = "non-working-day-not-found"
    title = Text("Hari libur tambahan tidak ditemukan", "The non-working day was not found")


class DayTwice(Conflict):
    code = "non-working-day-twice"
    title = Text("Hari ini sudah tercatat sebagai hari libur", "The day is recorded as non-working already")


class ClockNotFound(NotFound):
    code = "clock-not-found"
    title = Text("Batas waktu yang berjalan tidak ditemukan", "The running clock was not found")
