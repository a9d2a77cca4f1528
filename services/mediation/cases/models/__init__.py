"""The tables of a case and of what lies below it."""

from services.mediation.cases.models.case import Case, CaseCounter
from services.mediation.cases.models.clocks import Clock, ClockRule, ClockRuleChange, NonWorkingDay
from services.mediation.cases.models.issues import Issue
from services.mediation.cases.models.letters import Letter, LetterCounter
from services.mediation.cases.models.parties import Party, Representative

__all__ = [
    "Case",
    "CaseCounter",
    "Clock",
    "ClockRule",
    "ClockRuleChange",
    "Issue",
    "Letter",
    "LetterCounter",
    "NonWorkingDay",
    "Party",
    "Representative",
]
