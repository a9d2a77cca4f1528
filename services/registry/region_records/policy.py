"""Who may do what with records about regions: all may read them, the secretariat keeps them."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE, READ = "registry:write", "registry:read"


def require_keep(actor: Actor) -> None:
    """Adding, amending and removing records is the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan registry:write yang mengelola catatan wilayah.",
                "Only the simpul's secretariat with scope registry:write keeps records about regions.",
            )
        )


def require_history(actor: Actor) -> None:
    """History is for secretariat, ministry and auditor."""
    if not (actor.has_role("secretariat", "ministry", "auditor") and actor.has_scope(READ)):
        actor.deny(
            Text(
                "Riwayat hanya untuk sekretariat, kementerian, dan auditor.",
                "History is for secretariat, ministry and auditor.",
            )
        )
