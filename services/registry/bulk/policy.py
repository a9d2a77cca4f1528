"""Who may import what. Each row is judged again, by the policy of what it writes."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE, READ = "registry:write", "registry:read"
# What a forum may bring in of its own.
OF_A_FORUM = frozenset({"members", "instruments"})


def require_import(actor: Actor, kind: str) -> None:
    """Forums are brought in by the secretariat; members and instruments by the forum itself too."""
    is_forum = actor.has_role("forum") and bool(actor.bound_to("forum"))
    may = actor.has_role("secretariat") or (is_forum and kind in OF_A_FORUM)
    if not (actor.has_scope(WRITE) and may):
        actor.deny(
            Text(
                "Hanya sekretariat simpul yang mengimpor; sistem milik forum hanya anggota dan naskahnya.",
                "Only the simpul's secretariat imports; a forum's own system its members and instruments.",
            )
        )


def require_reading(actor: Actor) -> None:
    """Imports are for those who may send some, and for the auditor."""
    if not (actor.has_scope(READ) and actor.has_role("secretariat", "auditor", "forum")):
        actor.deny(
            Text(
                "Impor hanya untuk yang mengirimnya, sekretariat, dan auditor.",
                "Imports are for who sent them, the secretariat and the auditor.",
            )
        )


def require_cancel(actor: Actor) -> None:
    """Who sent an import may stop it, and the secretariat any."""
    if not (actor.has_scope(WRITE) and actor.has_role("secretariat", "forum")):
        actor.deny(
            Text(
                "Hanya yang mengirim atau sekretariat yang membatalkan impor.",
                "Only who sent it, or the secretariat, cancels an import.",
            )
        )
