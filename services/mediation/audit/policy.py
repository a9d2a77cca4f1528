"""Who reads the trail, and how much of a row. Pure: no database, no HTTP."""

from typing import Final

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles
from services.mediation.cases import policy
from services.mediation.cases.service import Held

# Acts of the office among itself: parties learn that they were, not what was said or who was named.
_OF_THE_OFFICE: Final = frozenset({"claim", "assignment", "handover", "duplicate-link"})
# Acts that may be between one party, which `refs` name as `caucus`, and the mediator.
_BETWEEN_TWO: Final = frozenset(
    {"caucus-note", "caucus-disclosure", "proposal", "proposal-change", "proposal-answer"}
)
# Acts whose content stands in the case as its parties read it.
_OPEN: Final = frozenset(
    {
        "filing",
        "reservation",
        "cancellation",
        "completion-request",
        "completion",
        "inadmissibility",
        "internal-clause",
        "clause-exhaustion",
        "issue-decision",
        "unwillingness",
        "renewed-invitation",
        "reconvening",
        "failure",
        "withdrawal",
        "suspension",
        "resumption",
        "extension",
        "closing",
    }
)


def require_auditor(actor: Actor) -> None:
    """Refuse who does not audit."""
    if not roles.is_auditor(actor):
        actor.deny(Text("Hanya auditor dengan audit:read.", "Only auditors with audit:read."))


def require_trail(actor: Actor, held: Held, viewer: str) -> None:
    """Refuse who only oversees a case: the trail is for who is in it, and for auditors."""
    if viewer == policy.PENGAWAS and not roles.is_auditor(actor):
        actor.deny(
            Text(
                "Jejak perkara hanya untuk petugas, mediator, para pihak, dan auditor.",
                "A case's trail is for officers, the mediator, its parties and auditors.",
            )
        )


def sees_row(held: Held, viewer: str, act: str, refs: dict[str, str]) -> bool:
    """Whether what a row is about is there for a reader: a caucus is for one party and the mediator."""
    confided = act in _BETWEEN_TWO or "caucus" in refs
    return viewer != policy.PIHAK or not confided or _is_own(held, refs)


def _is_own(held: Held, refs: dict[str, str]) -> bool:
    return any(str(own.id) == refs.get("caucus") for own in held.own)


def sees_refs(viewer: str, act: str) -> bool:
    """Whether a reader sees to what a row refers."""
    return viewer != policy.PIHAK or act not in _OF_THE_OFFICE


def shown_actor(actor: Actor, held: Held, viewer: str, refs: dict[str, str], who: str) -> str:
    """Who acted: by the account, and for a party only that it was the office."""
    if viewer != policy.PIHAK or who == actor.subject:
        return who
    return policy.PETUGAS if refs.get("by") == policy.PETUGAS or who == held.case.assignee else who


def sees_content(
    actor: Actor, held: Held, viewer: str, act: str, refs: dict[str, str], who: str | None
) -> bool:
    """Whether a reader sees who acted and what was said. One's own words always."""
    if who == actor.subject:
        return True
    if act in _BETWEEN_TWO or "caucus" in refs:
        return viewer == policy.MEDIATOR or _is_own(held, refs)
    if viewer in (policy.PETUGAS, policy.MEDIATOR):
        return True
    return viewer == policy.PIHAK and act in _OPEN
