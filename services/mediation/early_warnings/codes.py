"""The codes of early warnings."""

from typing import Final

STATES: Final = ("baru", "diperiksa", "ditindaklanjuti", "ditutup", "tidak_terbukti")
OPEN: Final = ("baru", "diperiksa", "ditindaklanjuti")
# Where a signal came from, as law and sources name the bodies of early warning.
INSTITUTIONS: Final = ("forum", "pemda", "kesbangpol", "fkdm", "fpk", "tim_kewaspadaan_dini", "masyarakat")
STATEMENT_STATUSES: Final = ("dugaan", "terkonfirmasi", "dibantah")
ESCALATIONS: Final = ("perkara", "rapat_bersama")
