"""Mediation's composition root."""

from fastapi import FastAPI

from services.kit.app import create_app
from services.kit.files.store import FileStore
from services.kit.web.problems import Constraints
from services.mediation.access.routes import router as access
from services.mediation.appointments.problems import EvaluatedAlready
from services.mediation.appointments.routes import router as appointments
from services.mediation.audit.routes import router as audit
from services.mediation.cases.problems import PartyTwice
from services.mediation.cases.routes import router as cases
from services.mediation.clocks.problems import DayTwice, EditionTaken
from services.mediation.clocks.routes import router as clocks
from services.mediation.documents.routes import router as documents
from services.mediation.early_warnings.problems import BulletinStands, CorroborationGiven
from services.mediation.early_warnings.routes import router as early_warnings
from services.mediation.figures.routes import router as figures
from services.mediation.filing.routes import router as filing
from services.mediation.letters.routes import router as letters
from services.mediation.mediators.problems import MediatorTwice
from services.mediation.mediators.routes import router as mediators
from services.mediation.notes.routes import router as notes
from services.mediation.obligations.routes import router as obligations
from services.mediation.officers.problems import OfficerTwice
from services.mediation.officers.routes import router as officers
from services.mediation.parties.routes import router as parties
from services.mediation.personal_data.routes import router as personal_data
from services.mediation.proceedings.routes import router as proceedings
from services.mediation.proposals.routes import router as proposals
from services.mediation.queue.problems import ViewNameTaken
from services.mediation.queue.routes import router as queue
from services.mediation.referrals.routes import router as referrals
from services.mediation.relations.routes import router as relations
from services.mediation.retention.routes import router as retention
from services.mediation.sessions.problems import SessionClash
from services.mediation.sessions.routes import router as sessions
from services.mediation.settings import NAME, MediationSettings
from services.mediation.settlements.routes import router as settlements

# A named constraint that a write ran into, as the problem it means.
CONSTRAINTS: Constraints = {
    "uq_bulletins_period": BulletinStands,
    "uq_early_warning_corroborations_giver": CorroborationGiven,
    "pk_non_working_days": DayTwice,
    "uq_clock_rules_code_edition": EditionTaken,
    "pk_booked_slots": SessionClash,
    "uq_evaluations_engagement_id_party_id": EvaluatedAlready,
    "uq_mediators_subject": MediatorTwice,
    "uq_officers_subject": OfficerTwice,
    "uq_parties_standing": PartyTwice,
    "uq_saved_views_subject_name": ViewNameTaken,
}


def create(settings: MediationSettings | None) -> FastAPI:
    """Mediation; without settings it can only describe itself."""
    app = create_app(
        NAME,
        settings,
        version="1.0.0",
        routers=[
            filing,
            cases,
            clocks,
            letters,
            proceedings,
            queue,
            officers,
            referrals,
            audit,
            early_warnings,
            parties,
            access,
            relations,
            documents,
            figures,
            mediators,
            appointments,
            sessions,
            notes,
            proposals,
            settlements,
            obligations,
            retention,
            personal_data,
        ],
        constraints=CONSTRAINTS,
    )
    if settings is not None:
        app.state.settings = settings
        app.state.files = FileStore(str(settings.files_url), settings.options_of_files())
    return app
