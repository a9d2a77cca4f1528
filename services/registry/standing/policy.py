"""Who may say what became of a forum."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.registry.forums.policy import WRITE, require_amend
from services.registry.standing.rules import UNFOUND


def require_verify(actor: Actor) -> None:
    """Making sure of a forum is the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul yang memverifikasi forum.",
                "Only the simpul's secretariat verifies forums.",
            )
        )


def require_change_status(actor: Actor, slug: str, present: str) -> None:
    """A forum tells its own status once the secretariat has found it; before that the secretariat does."""
    require_amend(actor, slug)
    if present in UNFOUND:
        require_verify(actor)
