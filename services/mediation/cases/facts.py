"""What holds of a case at one moment: all that the transition table asks."""

from dataclasses import dataclass
from datetime import datetime

from services.kit import clock
from services.mediation.cases import referring
from services.mediation.cases.models import Case
from services.mediation.cases.queries import Contents


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party that stands: its role, what it said, and what it did at the stage the case is in."""

    id: str
    role: str
    name: str
    willingness: str | None = None
    accepted_rules: bool = False
    reminders: int = 0
    accepted_mediator: bool = False
    gave_resume: bool = False
    signed: bool = False
    refused_to_sign: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A case and what lies below it, as rules see them. Moments are compared with `now`."""

    state: str
    now: datetime
    suspended_from: str | None = None
    assignee: str | None = None
    parties: tuple[PartyFacts, ...] = ()
    issues: int = 0
    undecided_issues: int = 0
    mediable_issues: int = 0
    clause_status: str = "tidak_ada"
    # Until when a party has to say whether it is willing; None where no clock runs.
    willingness_due: datetime | None = None
    mediator: str | None = None
    mediator_impartial: bool = False
    mediator_conflicted: bool = False
    sessions_held: int = 0
    sessions_open: int = 0
    settlement_state: str | None = None
    settlement_clauses: int = 0
    # The parties that obligations of the settlement name.
    obliged: frozenset[str] = frozenset()
    dprd_needed: bool = False
    dprd_approved: bool = False
    obligations: int = 0
    obligations_open: int = 0
    # Issues that may be passed on now, and those that lie with the node.
    issues_referable: int = 0
    issues_here: int = 0
    dossier_ready: bool = False
    referrals_sent: int = 0
    referrals_unreceived: int = 0
    referrals_unanswered: int = 0
    referral_answered: bool = False

    @property
    def disputants(self) -> tuple[PartyFacts, ...]:
        """The parties between whom the dispute is."""
        return tuple(party for party in self.parties if party.role != "pemberi_keterangan")


def facts_of(case: Case, held: Contents) -> Facts:
    """What holds of a case now, as the transition table asks it."""
    standing = [party for party in held.parties if party.left_on is None]
    progress, sent = held.progress, referring.sent(held.referrals)
    return Facts(
        state=case.state,
        now=clock.now(),
        suspended_from=case.suspended_from,
        assignee=case.assignee,
        parties=tuple(
            PartyFacts(
                id=str(party.id),
                role=party.role,
                name=party.name,
                willingness=party.willingness,
                accepted_rules=party.house_rules_accepted,
                reminders=party.reminders,
                accepted_mediator=party.id in progress.accepted_mediator,
                gave_resume=party.id in progress.gave_resume,
                signed=party.id in progress.signed,
                refused_to_sign=party.id in progress.refused_to_sign,
            )
            for party in standing
        ),
        issues=len(held.issues),
        undecided_issues=sum(issue.route is None for issue in held.issues),
        mediable_issues=sum(issue.route == "mediasi" for issue in held.issues),
        clause_status=case.clause_status,
        issues_referable=len(referring.referable(case.state, held.issues, held.referrals)),
        issues_here=sum(issue.status != "diteruskan" for issue in held.issues),
        dossier_ready=bool(referring.prepared(held.referrals)),
        referrals_sent=len(sent),
        referrals_unreceived=sum(one.receipt_number is None for one in sent),
        referrals_unanswered=len(referring.unanswered(held.referrals)),
        referral_answered=any(one.standing_replies for one in sent),
        willingness_due=next((one.due_at for one in held.clocks if one.code == "kesediaan"), None),
        mediator=progress.mediator,
        mediator_impartial=progress.mediator_impartial,
        mediator_conflicted=progress.mediator_conflicted,
        sessions_held=progress.sessions_held,
        sessions_open=progress.sessions_open,
        settlement_state=progress.settlement_state,
        settlement_clauses=progress.settlement_clauses,
        obliged=frozenset(map(str, progress.obliged)),
        dprd_needed=progress.dprd_needed,
        dprd_approved=progress.dprd_approved,
        obligations=progress.obligations,
        obligations_open=progress.obligations_open,
    )
