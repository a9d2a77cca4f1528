"""Who may do what with early warnings. Allowed = the role's policy and the scope and the binding."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles


def require_read(actor: Actor) -> None:
    """Refuse who sees no signal at all."""
    may = (
        roles.is_office(actor)
        or (actor.has_role("forum") and roles.is_party(actor))
        or (actor.has_role("gwpp") and actor.has_scope(roles.READ))
    )
    if not may:
        actor.deny(
            Text(
                "Peringatan dini terbatas bagi pelapor, petugas, GWPP provinsinya, dan forum yang disebut.",
                "Early warnings are for reporters, the office, the gwpp of the province and forums named.",
            )
        )


def require_report(actor: Actor) -> None:
    """Refuse who reports nothing."""
    if not (roles.is_office(actor) or (actor.has_role("forum") and actor.has_scope(roles.FILE))):
        actor.deny(
            Text(
                "Isyarat dilaporkan forum (mediation:file) atau dicatat petugas.",
                "Signals are reported by forums (mediation:file) or recorded by the office.",
            )
        )


def require_office(actor: Actor) -> None:
    """Refuse who does not work signals."""
    if not roles.is_office(actor):
        actor.deny(Text("Hanya petugas mediasi.", "Mediation officers only."))
