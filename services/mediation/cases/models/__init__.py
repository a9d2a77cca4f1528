"""The tables of a case and of what lies below it."""

from services.mediation.cases.models.access import AccessCode
from services.mediation.cases.models.case import Case, CaseCounter
from services.mediation.cases.models.clocks import Clock, ClockRule, ClockRuleChange, NonWorkingDay
from services.mediation.cases.models.issues import Issue
from services.mediation.cases.models.letters import Letter, LetterCounter
from services.mediation.cases.models.mediators import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.models.parties import Party, Representative

__all__ = [
    "AccessCode",
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
    "Representative",
    "Resume",
]
