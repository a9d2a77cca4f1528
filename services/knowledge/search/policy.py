"""Who may do what with search, beyond asking, which everybody may."""

from services.kit.actor import Actor
from services.kit.language import Text


def require_log(actor: Actor) -> None:
    """The log of queries is the secretariat's, who mends what is not found, and the auditor's."""
    if actor.has_role("secretariat") and actor.has_scope("knowledge:read"):
        return
    if actor.has_role("auditor") and actor.has_scope("audit:read"):
        return
    actor.deny(
        Text(
            "Catatan pencarian hanya untuk sekretariat dan auditor.",
            "The log of searches is for the secretariat and the auditor.",
        )
    )
