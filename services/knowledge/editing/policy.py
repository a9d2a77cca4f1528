"""Who may write, review, publish and see what is not published."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.knowledge.editing.models import Item

READ, WRITE, PUBLISH = "knowledge:read", "knowledge:write", "knowledge:publish"
KEEPER, READER = "keeper", "reader"


def is_editor(actor: Actor) -> bool:
    """The simpul's secretariat, which edits everything."""
    return actor.has_role("secretariat") and actor.has_scope(WRITE)


def forums_of(actor: Actor) -> frozenset[str]:
    """The forums for which the actor writes: its own."""
    return actor.bound_to("forum") if actor.has_role("forum") and actor.has_scope(WRITE) else frozenset()


def writes_for(actor: Actor, forum_slug: str | None) -> bool:
    """A forum's own system or people, for what is that forum's."""
    return forum_slug is not None and forum_slug in forums_of(actor)


def only_forum_of(actor: Actor) -> str | None:
    """The forum that the actor means where it names none: the only one it speaks for."""
    forums = forums_of(actor)
    return next(iter(forums)) if len(forums) == 1 and not is_editor(actor) else None


def keeps_all(actor: Actor) -> bool:
    """Whether the actor sees every working copy: the secretariat, and an auditor, who reads only."""
    return is_editor(actor) or (actor.has_role("auditor") and actor.has_scope("audit:read"))


def _was_asked(actor: Actor, item: Item) -> bool:
    return not actor.is_anonymous and actor.subject in item.reviewers


def works_on(actor: Actor, item: Item) -> bool:
    """Who writes it, and who was asked to review it."""
    asked = _was_asked(actor, item) and actor.has_scope(WRITE)
    return is_editor(actor) or writes_for(actor, item.forum_slug) or asked


def keeps(actor: Actor, item: Item) -> bool:
    """Whether the actor sees the working copy: who works on it, and an auditor, who reads only."""
    asked = _was_asked(actor, item) and actor.has_scope(READ)
    return works_on(actor, item) or asked or keeps_all(actor)


def asked_as(actor: Actor) -> str | None:
    """The name under which the actor may have been asked to review; None where it may not read."""
    return actor.subject if not actor.is_anonymous and actor.has_scope(READ) else None


def audience(actor: Actor, item: Item) -> str:
    """As whom the actor sees an item."""
    return KEEPER if keeps(actor, item) else READER


def require_create(actor: Actor, forum_slug: str | None) -> None:
    """The secretariat writes anything, a forum what is its own."""
    if not (is_editor(actor) or writes_for(actor, forum_slug)):
        actor.deny(
            Text(
                "Yang dapat menulis: sekretariat simpul, dan forum tentang pengetahuannya sendiri, "
                "dengan token bercakupan `knowledge:write`.",
                "Who may write: the simpul's secretariat, and a forum about its own knowledge, "
                "with a token of scope `knowledge:write`.",
            )
        )


def require_write(actor: Actor, item: Item) -> None:
    """As for creating, of an item that is there."""
    require_create(actor, item.forum_slug)


def require_editor(actor: Actor) -> None:
    """What is the secretariat's alone."""
    if not is_editor(actor):
        actor.deny(Text("Hanya sekretariat simpul.", "The simpul's secretariat only."))


_AMONG = Text(
    "Hanya penulis, penelaah, dan sekretariat simpul.",
    "The author, reviewers and the simpul's secretariat only.",
)


def require_keep(actor: Actor, item: Item) -> None:
    """Comments and reviews are read by those who see the working copy."""
    if not keeps(actor, item):
        actor.deny(_AMONG)


def require_work(actor: Actor, item: Item) -> None:
    """Comments are made by those who work on it."""
    if not works_on(actor, item):
        actor.deny(_AMONG)


def require_review(actor: Actor, item: Item) -> None:
    """The secretariat, and whoever was asked to; never an auditor, who reads only."""
    if not (is_editor(actor) or (_was_asked(actor, item) and actor.has_scope(WRITE))):
        actor.deny(Text("Hanya penelaah yang diminta.", "Only reviewers who were asked."))


def require_publish(actor: Actor) -> None:
    """Publishing and withdrawing are the secretariat's, with a scope of their own."""
    if not (actor.has_role("secretariat") and actor.has_scope(PUBLISH)):
        actor.deny(
            Text(
                "Hanya sekretariat simpul dengan cakupan `knowledge:publish`.",
                "Only the simpul's secretariat with scope `knowledge:publish`.",
            )
        )


def forum_of(actor: Actor, named: str | None) -> str | None:
    """The forum for which the actor speaks: its own, or for the secretariat the one it names.

    None where it has to name one; `Forbidden` where it speaks for none, or for another.
    """
    if is_editor(actor):
        return named
    own = sorted(forums_of(actor))
    if not own or (named is not None and named not in own):
        actor.deny(
            Text(
                "Hanya forum untuk dirinya sendiri, atau sekretariat simpul atas namanya.",
                "Only a forum for itself, or the simpul's secretariat on its behalf.",
            )
        )
    return named or own[0]


def require_speaker(actor: Actor) -> None:
    """Whether the actor speaks for some forum: asked before the body."""
    if not is_editor(actor):
        forum_of(actor, None)
