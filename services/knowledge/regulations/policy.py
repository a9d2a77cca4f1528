"""Who may do what with regulations: all may read them, the secretariat keeps them."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE = "knowledge:write"


def may_keep(actor: Actor) -> bool:
    """The catalogue is kept by the secretariat of the simpul."""
    return actor.has_role("secretariat") and actor.has_scope(WRITE)


def require_keep(actor: Actor) -> None:
    """Refuse who does not keep the catalogue."""
    if not may_keep(actor):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan knowledge:write yang mengelola katalog peraturan.",
                "Only the simpul's secretariat with scope knowledge:write keeps this catalogue.",
            )
        )
