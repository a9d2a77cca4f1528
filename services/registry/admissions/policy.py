"""Who may do what with an admission. Allowed = the role's policy and the scope and the binding."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.registry.forums.policy import READ, READ_ALL, WRITE, may_amend

# A forum reads its own, a governor's office those of forums in its province.
READ_SOME = ("forum", "gwpp")


def is_secretariat(actor: Actor) -> bool:
    """Whether it acts for the simpul."""
    return actor.has_role("secretariat") and actor.has_scope(WRITE)


def require_read(actor: Actor) -> None:
    """Refuse who sees no admission at all."""
    if not (actor.has_scope(READ) and actor.has_role(*READ_ALL, *READ_SOME)):
        actor.deny(
            Text(
                "Permohonan keanggotaan hanya untuk forum itu sendiri, sekretariat, GWPP, kementerian, "
                "dan auditor.",
                "Admissions are for the forum itself, secretariat, gwpp, ministry and auditor.",
            )
        )


def require_apply(actor: Actor) -> None:
    """Refuse who applies for nobody."""
    if not (is_secretariat(actor) or (actor.has_role("forum") and actor.has_scope(WRITE))):
        actor.deny(
            Text(
                "Hanya forum itu sendiri atau sekretariat simpul yang mengajukan.",
                "Only the forum itself or the simpul's secretariat applies.",
            )
        )


def require_act_for(actor: Actor, slug: str | None) -> None:
    """Refuse who does not speak for this applicant; a body by name has only the secretariat."""
    if not (is_secretariat(actor) if slug is None else may_amend(actor, slug)):
        actor.deny(
            Text(
                "Hanya pemohon sendiri atau sekretariat simpul yang melakukan ini.",
                "Only the applicant or the simpul's secretariat does this.",
            )
        )


def require_decide(actor: Actor) -> None:
    """A decision is the secretariat's."""
    if not is_secretariat(actor):
        actor.deny(
            Text(
                "Hanya sekretariat simpul yang memutus permohonan.",
                "Only the simpul's secretariat decides an application.",
            )
        )
