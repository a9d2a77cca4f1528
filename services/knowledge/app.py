"""Knowledge's composition root."""

from fastapi import FastAPI

from services.kit.app import create_app
from services.kit.files.store import FileStore
from services.kit.web.problems import Constraints
from services.knowledge.catalog.routes import router as catalog
from services.knowledge.directory.routes import router as directory
from services.knowledge.editing.problems import SlugTaken
from services.knowledge.editing.scanning import Scanner
from services.knowledge.guides.routes import router as guides
from services.knowledge.jdihn.problems import FeedTaken
from services.knowledge.jdihn.routes import router as jdihn
from services.knowledge.learning.problems import EnrolmentTaken
from services.knowledge.learning.routes import router as learning
from services.knowledge.linked_data.publisher import Publisher
from services.knowledge.mirroring.routes import router as mirroring
from services.knowledge.mirroring.snapshots import Snapshots
from services.knowledge.practices.problems import EndorsementTaken
from services.knowledge.practices.routes import router as practices
from services.knowledge.publications.routes import router as publications
from services.knowledge.regulations.problems import (
    RegulationSlugTaken,
    RegulationTaken,
    RelationTaken,
)
from services.knowledge.regulations.routes import router as regulations
from services.knowledge.saved_searches.problems import NameTaken
from services.knowledge.saved_searches.routes import router as saved_searches
from services.knowledge.search.counting import SearchCounts
from services.knowledge.search.routes import router as search
from services.knowledge.settings import NAME, KnowledgeSettings
from services.knowledge.situations.routes import router as situations

# A named constraint that a write ran into, as the problem it means.
CONSTRAINTS: Constraints = {
    "uq_items_kind_slug": SlugTaken,
    "uq_enrolments_standing": EnrolmentTaken,
    "uq_endorsements_item_id_forum_slug": EndorsementTaken,
    "uq_regulations_slug": RegulationSlugTaken,
    "uq_regulation_identities": RegulationTaken,
    "uq_regulation_relations": RelationTaken,
    "uq_jdihn_members_feed_url": FeedTaken,
    "uq_saved_searches_subject_name": NameTaken,
}


def create(settings: KnowledgeSettings | None) -> FastAPI:
    """Knowledge; without settings it can only describe itself."""
    # What a mirror pulls before the entries: its names stand where an id stands.
    app = create_app(
        NAME,
        settings,
        version="1.0.0",
        routers=[
            mirroring,
            directory,
            catalog,
            practices,
            situations,
            publications,
            guides,
            learning,
            regulations,
            jdihn,
            search,
            saved_searches,
        ],
        constraints=CONSTRAINTS,
    )
    if settings is not None:
        app.state.search_counts = SearchCounts()
        app.state.snapshots = Snapshots(settings.snapshot_folder)
        app.state.files = FileStore(str(settings.files_url), settings.options_of_files())
        app.state.scanner = Scanner(settings.scan_command)
        app.state.publisher = Publisher(
            public_url=str(settings.public_url).rstrip("/"),
            name=settings.publisher_name,
            license=str(settings.data_license) if settings.data_license else None,
            email=settings.publisher_email,
        )
    return app
