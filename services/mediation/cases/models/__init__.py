"""The tables of a case and of what lies below it."""

from services.mediation.cases.models.access import AccessCode
from services.mediation.cases.models.case import Case, CaseCounter
from services.mediation.cases.models.clocks import (
    Clock,
    ClockRule,
    ClockRuleChange,
    NonWorkingDay,
    NonWorkingDayChange,
)
from services.mediation.cases.models.confidences import (
    CaucusNote,
    Proposal,
    ProposalAnswer,
    ProposalVersion,
)
from services.mediation.cases.models.documents import Document, DocumentVersion
from services.mediation.cases.models.issues import Issue
from services.mediation.cases.models.letters import Letter, LetterCounter
from services.mediation.cases.models.mediators import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.models.parties import Party, Representative
from services.mediation.cases.models.referrals import Referral
from services.mediation.cases.models.retention import RetentionRule, RetentionRuleChange
from services.mediation.cases.models.sessions import BookedSlot, Invitee, MediationSession
from services.mediation.cases.models.settlements import (
    Initial,
    Obligation,
    ObligationReport,
    Settlement,
    SettlementClause,
    SettlementPaper,
    Signature,
    SigningRefusal,
)

__all__ = [
    "AccessCode",
    "BookedSlot",
    "Case",
    "CaseCounter",
    "CaucusNote",
    "Clock",
    "ClockRule",
    "ClockRuleChange",
    "Document",
    "DocumentVersion",
    "Engagement",
    "Evaluation",
    "Initial",
    "Invitee",
    "Issue",
    "Letter",
    "LetterCounter",
    "MediationSession",
    "MediatorAnswer",
    "NonWorkingDay",
    "NonWorkingDayChange",
    "Obligation",
    "ObligationReport",
    "Party",
    "Proposal",
    "ProposalAnswer",
    "ProposalVersion",
    "Referral",
    "Representative",
    "Resume",
    "RetentionRule",
    "RetentionRuleChange",
    "Settlement",
    "SettlementClause",
    "SettlementPaper",
    "Signature",
    "SigningRefusal",
]
