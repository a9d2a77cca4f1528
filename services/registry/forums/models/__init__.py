"""The tables of the aggregate. A write anywhere below a forum locks the forum and raises its version."""

from services.registry.forums.models.activities import Activity, Report
from services.registry.forums.models.admissions import Admission, AdmissionCounter
from services.registry.forums.models.funding import Commitment, Funding
from services.registry.forums.models.guidance import Guidance
from services.registry.forums.models.instruments import Instrument, InstrumentFile, InstrumentRelation
from services.registry.forums.models.members import PROVINCE_OF_MEMBER, Member
from services.registry.forums.models.organs import Officer, Organ, Statute
from services.registry.forums.models.records import Fact, HistoryEntry
from services.registry.forums.models.root import (
    MARKS,
    SLUG_PATTERN,
    Forum,
    ForumDocument,
    ImportedRecord,
    Row,
)
from services.registry.forums.models.standing import Alias, Link, StatusChange, Verification

__all__ = [
    "MARKS",
    "PROVINCE_OF_MEMBER",
    "SLUG_PATTERN",
    "Activity",
    "Admission",
    "AdmissionCounter",
    "Alias",
    "Commitment",
    "Fact",
    "Forum",
    "ForumDocument",
    "Funding",
    "Guidance",
    "HistoryEntry",
    "ImportedRecord",
    "Instrument",
    "InstrumentFile",
    "InstrumentRelation",
    "Link",
    "Member",
    "Officer",
    "Organ",
    "Report",
    "Row",
    "StatusChange",
    "Statute",
    "Verification",
]
