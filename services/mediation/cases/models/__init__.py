"""The tables of a case and of what lies below it."""

from services.mediation.cases.models.case import Case, CaseCounter
from services.mediation.cases.models.issues import Issue
from services.mediation.cases.models.mediators import Engagement, Evaluation, MediatorAnswer, Resume
from services.mediation.cases.models.parties import Party, Representative

__all__ = [
    "Case",
    "CaseCounter",
    "Engagement",
    "Evaluation",
    "Issue",
    "MediatorAnswer",
    "Party",
    "Representative",
    "Resume",
]
