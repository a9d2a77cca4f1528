"""Who may keep searches."""

from services.kit.actor import Actor
from services.kit.language import Text


def require_identity(actor: Actor) -> None:
    """Whoever is known by name may keep searches of their own; the public may not."""
    if actor.is_anonymous:
        actor.deny(Text("Masuk dahulu untuk menyimpan pencarian.", "Sign in to keep searches of your own."))
