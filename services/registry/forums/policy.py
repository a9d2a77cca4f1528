"""Who may do what with a forum. Allowed = the role's policy and the scope and the binding."""

from services.kit.actor import Actor
from services.kit.language import Text

WRITE, READ = "registry:write", "registry:read"
# These read everything of every forum, public or not.
READ_ALL = ("secretariat", "ministry", "auditor")
# What one who keeps the forum sees beside what all see.
KEEPER, PUBLIC = "pengurus", "umum"


def _is_own(actor: Actor, slug: str) -> bool:
    return actor.has_role("forum") and slug in actor.bound_to("forum")


def require_register(actor: Actor) -> None:
    """Registering a forum is the secretariat's."""
    if not (actor.has_role("secretariat") and actor.has_scope(WRITE)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan registry:write yang mendaftarkan forum.",
                "Only the simpul's secretariat with scope registry:write registers forums.",
            )
        )


def may_amend(actor: Actor, slug: str) -> bool:
    """A forum is kept by its own system or people, and by the secretariat of its simpul."""
    return actor.has_scope(WRITE) and (actor.has_role("secretariat") or _is_own(actor, slug))


def audience(actor: Actor, slug: str) -> str:
    """As whom an actor sees what is below a forum: `KEEPER` or `PUBLIC`."""
    return KEEPER if may_amend(actor, slug) else PUBLIC


def require_amend(actor: Actor, slug: str) -> None:
    """Refuse who does not keep this forum."""
    if not may_amend(actor, slug):
        actor.deny(
            Text(
                "Hanya forum itu sendiri atau sekretariat simpulnya yang mengubah data ini.",
                "Only the forum itself or the secretariat of its simpul changes this.",
            )
        )


def require_history(actor: Actor, slug: str, provinces: frozenset[str]) -> None:
    """History is for the forum itself, secretariat, ministry, auditor, and the governor's office.

    `provinces` are the codes of the provinces that the forum's members lie in: `gwpp` sees its own.
    """
    is_concerned = actor.has_role("gwpp") and not provinces.isdisjoint(actor.bound_to("province"))
    if not (actor.has_scope(READ) and (actor.has_role(*READ_ALL) or _is_own(actor, slug) or is_concerned)):
        actor.deny(
            Text(
                "Riwayat hanya untuk forum itu sendiri, sekretariat, GWPP, kementerian, dan auditor.",
                "History is for the forum itself, secretariat, gwpp, ministry and auditor.",
            )
        )
