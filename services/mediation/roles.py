"""Who somebody is at the desk, by role and scope."""

from typing import Final

from services.kit.actor import Actor

READ: Final = "mediation:read"
FILE: Final = "mediation:file"
HANDLE: Final = "mediation:handle"
AUDIT: Final = "audit:read"


def is_office(actor: Actor) -> bool:
    """Whether it works cases for the simpul: it sees whole cases."""
    return actor.has_role("officer", "coordinator") and actor.has_scope(HANDLE)


def is_coordinator(actor: Actor) -> bool:
    """Whether it assigns cases."""
    return actor.has_role("coordinator") and actor.has_scope(HANDLE)


def is_mediator(actor: Actor) -> bool:
    """Whether it mediates; which cases is another question."""
    return actor.has_role("mediator") and actor.has_scope(HANDLE)


def is_secretariat(actor: Actor) -> bool:
    """Whether it keeps the desk's rules and roster."""
    return actor.has_role("secretariat") and actor.has_scope(HANDLE)


def is_auditor(actor: Actor) -> bool:
    """Whether it reads the trail."""
    return actor.has_role("auditor") and actor.has_scope(AUDIT)


def is_party(actor: Actor) -> bool:
    """Whether it acts for a forum, or as a party of one case."""
    return actor.has_role("forum", "party") and (actor.has_scope(READ) or actor.has_scope(FILE))
