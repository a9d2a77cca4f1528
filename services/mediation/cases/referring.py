"""What of a case is passed on, and what may be: pure, from its rows."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.mediation.cases.models import Issue, Referral

# The clock within which one addressee answers: each referral has its own.
ANSWER_LIMIT: Final = "tanggapan_rujukan"
# Answers after which an issue may be passed on again, to the same authority or another.
RETURNED: Final = ("dikembalikan", "tidak_berwenang")
# In which the way of each issue is being decided, and in which mediation has ended for all of them.
_DECIDING: Final = "pemeriksaan"
_ENDED: Final = frozenset(
    {
        "pihak_tidak_bersedia",
        "tidak_berhasil",
        "tidak_dapat_diterima",
        "diteruskan",
        "kesepakatan",
        "pemantauan",
    }
)


def newest(referrals: Iterable[Referral]) -> list[Referral]:
    """The newest edition of each addressee, the oldest first; `referrals` are in the order of editions."""
    found: dict[str, Referral] = {}
    for one in referrals:
        found.pop(one.body, None)
        found[one.body] = one
    return list(found.values())


def prepared(referrals: Iterable[Referral]) -> list[Referral]:
    """Dossiers that were composed, and not sent."""
    return [one for one in newest(referrals) if one.sent_at is None]


def sent(referrals: Iterable[Referral]) -> list[Referral]:
    """What each addressee was sent last."""
    return newest(one for one in referrals if one.sent_at is not None)


def unanswered(referrals: Iterable[Referral]) -> list[Referral]:
    """What was sent, and has no answer that stands."""
    return [one for one in referrals if one.sent_at is not None and not one.standing_replies]


def outcome_of(referral: Referral) -> str | None:
    """What the newest answer that stands says."""
    standing = referral.standing_replies
    return standing[-1]["outcome"] if standing else None


def away(referrals: Iterable[Referral]) -> set[str]:
    """The ids of the issues that lie with an authority: sent to it, and not come back."""
    there = (one for one in referrals if one.sent_at is not None and outcome_of(one) not in RETURNED)
    return {issue for one in there for issue in one.issues}


def came_back(issue: Issue, referrals: Iterable[Referral]) -> bool:
    """Whether an authority to which an issue was sent gave it back."""
    return any(
        str(issue.id) in one.issues and outcome_of(one) in RETURNED
        for one in referrals
        if one.sent_at is not None
    )


def referable(state: str, issues: Sequence[Issue], referrals: Sequence[Referral]) -> list[Issue]:
    """The issues that may be passed on now: while others are mediated, those of another authority; once
    mediation ended, all that it left open.
    """
    gone = away(referrals)
    left = [issue for issue in issues if issue.status != "disepakati" and str(issue.id) not in gone]
    if state in _ENDED:
        return left
    if state == _DECIDING:
        return [issue for issue in left if issue.route != "mediasi"]
    return [issue for issue in left if issue.route == "diteruskan"]
