"""Every table of mediation, imported so that its metadata is complete: for migrations and tests."""

from services.mediation.cases import models as cases
from services.mediation.early_warnings import models as early_warnings
from services.mediation.figures import models as figures
from services.mediation.mediators import models as mediators
from services.mediation.officers import models as officers
from services.mediation.personal_data import models as personal_data
from services.mediation.queue import models as queue
from services.mediation.reference import models as reference
from services.mediation.tables import metadata
from services.mediation.trail import models as trail

__all__ = [
    "cases",
    "early_warnings",
    "figures",
    "mediators",
    "metadata",
    "officers",
    "personal_data",
    "queue",
    "reference",
    "trail",
]
