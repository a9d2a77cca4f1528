"""The registry's composition root."""

from fastapi import FastAPI

from services.kit.app import create_app
from services.kit.files.store import FileStore
from services.registry.activities.routes import router as activities
from services.registry.admissions.problems import AdmissionStands
from services.registry.admissions.routes import router as admissions
from services.registry.aliases.problems import AliasTaken
from services.registry.aliases.routes import router as aliases
from services.registry.borders.problems import BorderPairTaken
from services.registry.borders.routes import router as borders
from services.registry.bulk.limits import limits_of
from services.registry.bulk.routes import router as imports
from services.registry.conduct.problems import AlreadyAccepted, ConductTaken
from services.registry.conduct.routes import router as conduct
from services.registry.coordination_teams.problems import CoordinationTeamTaken
from services.registry.coordination_teams.routes import router as coordination_teams
from services.registry.facts.routes import router as facts
from services.registry.files.routes import router as files
from services.registry.forums.problems import SlugTaken
from services.registry.forums.routes import router as forums
from services.registry.funding.routes import router as funding
from services.registry.guidance.routes import router as guidance
from services.registry.instruments.routes import router as instruments
from services.registry.links.problems import LinkTaken
from services.registry.links.routes import router as links
from services.registry.members.problems import MemberTaken
from services.registry.members.routes import router as members
from services.registry.organs.routes import router as organs
from services.registry.region_changes.routes import router as region_changes
from services.registry.regions.routes import router as regions
from services.registry.relations.problems import RelationTaken
from services.registry.relations.routes import router as relations
from services.registry.rows.problems import RowReferred
from services.registry.settings import RegistrySettings
from services.registry.standing.routes import router as standing
from services.registry.statutes.problems import EditionTaken
from services.registry.statutes.routes import router as statutes
from services.registry.supervision.routes import router as supervision
from services.registry.urusan_mappings.problems import UrusanMappingTaken
from services.registry.urusan_mappings.routes import router as urusan_mappings
from services.registry.vocabularies.routes import router as vocabularies

NAME = "registry"
# A named constraint that a write ran into, as the problem it means.
CONSTRAINTS = {
    "uq_forums_slug": SlugTaken,
    "uq_members_current": MemberTaken,
    "uq_statutes_edition": EditionTaken,
    "uq_border_pairs_codes": BorderPairTaken,
    "ex_coordination_teams_held": CoordinationTeamTaken,
    "uq_urusan_mappings_subject": UrusanMappingTaken,
    "uq_instrument_relations_said": RelationTaken,
    "uq_aliases_name": AliasTaken,
    "uq_links_forums": LinkTaken,
    "uq_admissions_forum": AdmissionStands,
    "uq_admissions_name": AdmissionStands,
    "uq_codes_of_conduct_edition": ConductTaken,
    "uq_code_of_conduct_acceptances_edition": AlreadyAccepted,
} | dict.fromkeys(
    (
        "fk_activities_funding_id",
        "fk_activities_instrument_id",
        "fk_activities_parent_id",
        "fk_commitments_funding_id",
        "fk_commitments_instrument_id",
        "fk_funding_instrument_id",
        "fk_instrument_files_instrument_id",
        "fk_guidance_instrument_id",
        "fk_officers_organ_id",
        "fk_reports_activity_id",
        "fk_review_notes_instrument_id",
        "fk_statutes_instrument_id",
    ),
    RowReferred,
)


def create(settings: RegistrySettings | None) -> FastAPI:
    """The registry; without settings it can only describe itself."""
    app = create_app(
        NAME,
        settings,
        version="1.0.0",
        routers=[
            regions,
            vocabularies,
            region_changes,
            borders,
            coordination_teams,
            urusan_mappings,
            forums,
            members,
            organs,
            statutes,
            instruments,
            relations,
            files,
            funding,
            activities,
            aliases,
            links,
            standing,
            facts,
            guidance,
            conduct,
            admissions,
            supervision,
            imports,
        ],
        constraints=CONSTRAINTS,
    )
    if settings is not None:
        app.state.files = FileStore(str(settings.files_url), settings.options_of_files())
        app.state.import_limits = limits_of(settings)
    return app
