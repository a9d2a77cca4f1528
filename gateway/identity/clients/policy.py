"""Who may do what with clients: pure, tested without a database."""

from gateway.identity.clients.roles import is_admin, is_auditor, is_itself
from services.kit.actor import Actor
from services.kit.language import Text


def require_admin(actor: Actor) -> None:
    """To register or amend."""
    if not is_admin(actor):
        actor.deny(Text("Hanya untuk admin, dengan cakupan admin.", "For admins, with the scope admin."))


def require_reader(actor: Actor) -> None:
    """To list clients, and to read the history of one."""
    if not (is_admin(actor) or is_auditor(actor)):
        actor.deny(
            Text(
                "Hanya untuk admin (cakupan admin) dan auditor (cakupan audit:read).",
                "For admins (scope admin) and auditors (scope audit:read).",
            )
        )


def require_keeper(actor: Actor, client_id: str) -> None:
    """To see, add and delete a client's secrets."""
    if not (is_admin(actor) or is_itself(actor, client_id)):
        actor.deny(
            Text(
                "Rahasia diurus oleh klien itu sendiri atau oleh admin.",
                "Secrets are kept by the client itself or by an admin.",
            )
        )
