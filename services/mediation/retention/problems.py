"""What can go wrong with keeping and destroying."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class RetentionRuleNotFound(NotFound):
    code = "retention-rule-not-found"
    title = Text("Aturan retensi tidak ditemukan", "The retention rule was not found")


class RetainedCaseNotFound(NotFound):
    code = "retained-case-not-found"
    title = Text("Tidak ada perkara dengan masa simpan ini", "No case that is kept has this id")


class RetentionRefused(Conflict):
    code = "retention-refused"
    title = Text("Tidak dapat dilakukan atas perkara ini sekarang", "Not possible with this case now")
