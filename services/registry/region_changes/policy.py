"""Who may record a change of region codes."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE = "registry:write"


def require_record(actor: Actor) -> None:
    """Recording a decree of codes is the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan registry:write yang mencatat perubahan kode.",
                "Only the simpul's secretariat with scope registry:write records changes of region codes.",
            )
        )
