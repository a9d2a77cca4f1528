"""What holds of a case at one moment: all that the transition table asks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party that stands: its role, what it said, and what it did at the stage the case is in."""

    id: str
    role: str
    name: str
    willingness: str | None = None
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
    dprd_needed: bool = False
    dprd_approved: bool = False
    obligations: int = 0
    obligations_open: int = 0
    dossier_ready: bool = False
    referral_received: bool = False
    referral_answered: bool = False

    @property
    def disputants(self) -> tuple[PartyFacts, ...]:
        """The parties between whom the dispute is."""
        return tuple(party for party in self.parties if party.role != "pemberi_keterangan")
