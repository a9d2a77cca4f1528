"""Who keeps the roster, and who reads it."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles
from services.mediation.mediators.models import Mediator


def require_read(actor: Actor) -> None:
    """Refuse who is neither of the office nor on the roster."""
    if not (roles.is_office(actor) or roles.is_secretariat(actor) or roles.is_mediator(actor)):
        actor.deny(Text("Daftar mediator untuk petugas dan sekretariat.", "The roster is for the office."))


def require_keep(actor: Actor) -> None:
    """Refuse who does not keep the roster."""
    if not (roles.is_coordinator(actor) or roles.is_secretariat(actor)):
        actor.deny(
            Text(
                "Daftar mediator dipelihara sekretariat dan koordinator.",
                "The roster is kept by the secretariat and the coordinator.",
            )
        )


def require_declare(actor: Actor, mediator: Mediator) -> None:
    """Refuse who declares a conflict for somebody else: the mediator declares their own."""
    if not (roles.is_mediator(actor) and mediator.subject == actor.subject):
        require_keep(actor)
