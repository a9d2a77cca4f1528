"""Who publishes the code of conduct."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.registry.forums.policy import WRITE


def require_publish(actor: Actor) -> None:
    """Publishing an edition is the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul yang menerbitkan tata laku.",
                "Only the simpul's secretariat publishes the code of conduct.",
            )
        )
