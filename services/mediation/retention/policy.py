"""Who keeps and who destroys."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles


def require_keeper(actor: Actor) -> None:
    """Refuse who does not keep the desk's archive."""
    if not roles.is_secretariat(actor):
        actor.deny(
            Text(
                "Retensi dan pemusnahan adalah urusan sekretariat (mediation:handle).",
                "Retention and destruction are the secretariat's (mediation:handle).",
            )
        )


def require_reader(actor: Actor) -> None:
    """Refuse who does not work under these rules."""
    if not (roles.is_secretariat(actor) or roles.is_office(actor) or roles.is_auditor(actor)):
        actor.deny(
            Text(
                "Aturan retensi dibaca sekretariat, petugas, dan pemeriksa.",
                "Retention rules are for the secretariat, officers and auditors.",
            )
        )
