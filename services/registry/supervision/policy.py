"""Who may do what in supervision. Allowed = the role's policy and the scope and the binding."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.registry.forums.policy import READ, READ_ALL, WRITE, may_amend

READ_SOME = ("forum", "gwpp")
OVERSEE_ALL = ("secretariat", "ministry")


def require_read(actor: Actor) -> None:
    """Refuse who sees no review note at all."""
    if not (actor.has_scope(READ) and actor.has_role(*READ_ALL, *READ_SOME)):
        _deny_reading(actor)


def require_read_of(actor: Actor, slug: str, provinces: frozenset[str]) -> None:
    """Refuse whom this forum's notes do not concern; `provinces` are those its members lie in."""
    concerned = (
        actor.has_role(*READ_ALL)
        or (actor.has_role("forum") and slug in actor.bound_to("forum"))
        or bool(reviewing(actor, provinces))
    )
    if not (actor.has_scope(READ) and concerned):
        _deny_reading(actor)


def _deny_reading(actor: Actor) -> None:
    actor.deny(
        Text(
            "Catatan tinjauan hanya untuk GWPP yang menulisnya, forum itu sendiri, sekretariat, "
            "kementerian, dan auditor.",
            "Review notes are for the gwpp that wrote them, the forum itself, secretariat, ministry and "
            "auditor.",
        )
    )


def reviewing(actor: Actor, provinces: frozenset[str]) -> frozenset[str]:
    """The provinces, of those that a forum's members lie in, whose governor this actor speaks for."""
    return provinces & actor.bound_to("province") if actor.has_role("gwpp") else frozenset()


def require_review(actor: Actor, provinces: frozenset[str]) -> None:
    """A note is written by the governor's office of a province that members of the forum lie in."""
    if not (actor.has_scope(WRITE) and reviewing(actor, provinces)):
        actor.deny(
            Text(
                "Hanya GWPP dari provinsi anggota forum ini yang menulis catatan tinjauan.",
                "Only the gwpp of a province of this forum's members writes review notes.",
            )
        )


def require_close(actor: Actor, province: str) -> None:
    """A note is closed by the office that wrote it."""
    if not (actor.has_scope(WRITE) and reviewing(actor, frozenset({province}))):
        actor.deny(
            Text(
                "Hanya GWPP yang menulis catatan ini yang menutupnya.",
                "Only the gwpp that wrote this note closes it.",
            )
        )


def require_answer(actor: Actor, slug: str) -> None:
    """A note is answered by the forum itself or the secretariat."""
    if not may_amend(actor, slug):
        actor.deny(
            Text(
                "Hanya forum itu sendiri atau sekretariat simpulnya yang menjawab.",
                "Only the forum itself or the secretariat of its simpul answers.",
            )
        )


def overseen(actor: Actor, province: str | None) -> frozenset[str] | None:
    """The provinces whose forums this actor oversees, narrowed to one where asked; None for all."""
    if not (actor.has_scope(READ) and actor.has_role("gwpp", *OVERSEE_ALL)):
        actor.deny(
            Text(
                "Daftar pengawasan hanya untuk GWPP, sekretariat, dan kementerian.",
                "The list of supervision is for gwpp, secretariat and ministry.",
            )
        )
    if actor.has_role(*OVERSEE_ALL):
        return None if province is None else frozenset({province})
    own = actor.bound_to("province")
    if province is None:
        return own
    if province not in own:
        actor.deny(Text("Provinsi itu bukan wilayah GWPP ini.", "That province is not this gwpp's."))
    return frozenset({province})
