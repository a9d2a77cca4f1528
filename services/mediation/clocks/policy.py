"""Who keeps the rules of limits. They are the tata tertib, which everybody may read."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles


def require_keeper(actor: Actor) -> None:
    """Refuse who does not keep the desk's rules."""
    if not roles.is_secretariat(actor):
        actor.deny(
            Text(
                "Aturan batas waktu dikelola sekretariat (mediation:handle).",
                "Clock rules are kept by the secretariat (mediation:handle).",
            )
        )


def require_history(actor: Actor) -> None:
    """Refuse who may not see by whom a rule was changed."""
    if not (roles.is_secretariat(actor) or roles.is_office(actor) or roles.is_auditor(actor)):
        actor.deny(
            Text(
                "Riwayat aturan dibaca sekretariat, petugas, dan pemeriksa.",
                "The history of rules is for the secretariat, officers and auditors.",
            )
        )
