"""What stands against an erasure. Pure: no database."""

from dataclasses import dataclass
from typing import Final

from services.kit.language import Text
from services.mediation.cases.models import Case, Letter, Signature
from services.mediation.early_warnings.codes import OPEN
from services.mediation.early_warnings.models import EarlyWarning
from services.mediation.mediators.models import Mediator
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.personal_data.register import ACTIVITIES, TABLES

# Whose exceptions were not read: to be verified.
_RIGHTS: Final = ("UU 27/2022 Pasal 5-13", "U")


@dataclass(frozen=True, slots=True)
class Duty:
    """Why something is kept, and by which rule."""

    reason: Text
    citation: str
    mark: str


def against(
    table: str, row: object, *, case: Case | None, warning: EarlyWarning | None, engaged: bool
) -> Duty | None:
    """The duty for which a row is kept; None where it may be erased."""
    reason = _reason(row, case=case, warning=warning, engaged=engaged)
    if reason is None:
        return None
    activity = ACTIVITIES[TABLES[table].activity]
    if isinstance(row, Letter):
        # It is a paper of its case.
        activity = ACTIVITIES["perkara"]
    if activity.citation is None or activity.mark is None:
        return Duty(reason, *_RIGHTS)
    return Duty(reason, activity.citation, activity.mark)


def _reason(row: object, *, case: Case | None, warning: EarlyWarning | None, engaged: bool) -> Text | None:
    if isinstance(row, PersonalDataRequest):
        return Text(
            "Disimpan sebagai bukti bahwa permintaan dijawab.", "Kept as proof that the request was answered."
        )
    if isinstance(row, Mediator) and (row.active or engaged):
        return Text(
            "Masih terdaftar sebagai mediator atau menangani perkara yang berjalan.",
            "Still on the roster, or mediates a case that runs.",
        )
    if case is not None and case.finished_at is None:
        return Text(f"Perkara {case.number} masih berjalan.", f"The case {case.number} still runs.")
    if isinstance(row, Signature) and case is not None and case.outcome is not None:
        return Text(
            f"Penanda tangan kesepakatan perkara {case.number} yang berlaku.",
            f"Signed the settlement of the case {case.number}, which is in force.",
        )
    if case is not None and case.hold_reason is not None:
        return Text(f"Perkara {case.number} ditahan.", f"The case {case.number} is on hold.")
    if warning is not None and warning.state in OPEN:
        return Text("Isyarat peringatan dini masih terbuka.", "The early warning is still open.")
    return None
