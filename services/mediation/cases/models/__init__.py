"""The tables of a case and of what lies below it."""

from services.mediation.cases.models.case import Case, CaseCounter
from services.mediation.cases.models.clocks import Clock, ClockRule, ClockRuleChange, NonWorkingDay
from services.mediation.cases.models.issues import Issue
from services.mediation.cases.models.letters import Letter, LetterCounter
from services.mediation.cases.models.mediators import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.models.parties import Party, Representative
from services.mediation.cases.models.referrals import Referral

__all__ = [
    "Case",
    "CaseCounter",
    "Clock",
    "ClockRule",
    "ClockRuleChange",
    "Engagement",
    "Evaluation",
    "Issue",
    "Letter",
    "LetterCounter",
    "MediatorAnswer",
    "NonWorkingDay",
    "Party",
    "Referral",
    "Representative",
    "Resume",
]
