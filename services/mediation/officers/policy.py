"""Who keeps the list of officers, and who reads it."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles


def require_read(actor: Actor) -> None:
    """Refuse who does not work at the desk."""
    if not (roles.is_office(actor) or roles.is_secretariat(actor)):
        actor.deny(Text("Daftar petugas untuk petugas dan sekretariat.", "The officers are for the office."))


def require_keep(actor: Actor) -> None:
    """Refuse who does not keep the list."""
    if not (roles.is_coordinator(actor) or roles.is_secretariat(actor)):
        actor.deny(
            Text(
                "Daftar petugas dipelihara koordinator dan sekretariat.",
                "The list of officers is kept by the coordinator and the secretariat.",
            )
        )
