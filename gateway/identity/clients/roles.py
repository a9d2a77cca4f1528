"""Who a caller is to clients: a role counts only with its scope."""

from services.kit.actor import Actor


def is_admin(actor: Actor) -> bool:
    """Whether it administers clients."""
    return actor.has_role("admin") and actor.has_scope("admin")


def is_auditor(actor: Actor) -> bool:
    """Whether it reads what was done to clients."""
    return actor.has_role("auditor") and actor.has_scope("audit:read")


def is_itself(actor: Actor, client_id: str) -> bool:
    """Whether it is the client in question."""
    return actor.subject == f"client:{client_id}"
