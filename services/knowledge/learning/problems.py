"""What can go wrong with enrolment."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class EnrolmentNotFound(NotFound):
    code = "enrolment-not-found"
    title = Text("Pendaftaran tidak ditemukan", "The enrolment was not found")


class EnrolmentTaken(Conflict):
    code = "already-enrolled"
    title = Text("Forum ini sudah terdaftar", "This forum is enrolled already")


class EnrolmentClosed(Conflict):
    code = "enrolment-closed"
    title = Text("Pendaftaran sudah ditutup", "Enrolment is closed")


class EnrolmentActRefused(Conflict):
    code = "enrolment-act-refused"
    title = Text("Tindakan ini tidak dapat dilakukan sekarang", "This is not possible now")
