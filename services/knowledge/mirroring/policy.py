"""Who may mirror the directory."""

from services.kit.actor import Actor
from services.kit.language import Text

PULL = "directory:pull"


def require_pull(actor: Actor) -> None:
    """Pulling is for who was given the scope: the ministry, and systems that mirror."""
    if not (actor.has_role("ministry", "system", "secretariat") and actor.has_scope(PULL)):
        actor.deny(
            Text(
                "Menyalin direktori memerlukan cakupan directory:pull.",
                "Mirroring the directory needs the scope directory:pull.",
            )
        )
