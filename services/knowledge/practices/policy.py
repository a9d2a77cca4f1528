"""Who says that a practice is useful, and for which forum."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.knowledge.editing import policy


def forum_of(actor: Actor, named: str | None) -> str | None:
    """The forum for which the actor speaks: its own, or for the secretariat the one it names.

    None where it has to name one; `Forbidden` where it speaks for none, or for another.
    """
    if policy.is_editor(actor):
        return named
    own = sorted(policy.forums_of(actor))
    if not own or (named is not None and named not in own):
        actor.deny(
            Text(
                "Hanya forum untuk dirinya sendiri, atau sekretariat simpul atas namanya.",
                "Only a forum for itself, or the simpul's secretariat on its behalf.",
            )
        )
    return named or own[0]


def require_any(actor: Actor) -> None:
    """Whether the actor speaks for some forum: asked before the body."""
    if not policy.is_editor(actor):
        forum_of(actor, None)
