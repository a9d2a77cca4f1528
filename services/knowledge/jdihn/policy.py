"""Who may do what with members: all may read them, the secretariat keeps them."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE = "knowledge:write"


def require_keep(actor: Actor) -> None:
    """Members, their pulls, and records taken in are the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan knowledge:write yang mengelola anggota JDIHN.",
                "Only the simpul's secretariat with scope knowledge:write keeps members of JDIHN.",
            )
        )
