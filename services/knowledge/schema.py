"""Every table of knowledge, imported so that its metadata is complete: for migrations and tests."""

from services.knowledge.chronicle import models as chronicle
from services.knowledge.directory import models as directory
from services.knowledge.editing import models as editing
from services.knowledge.jdihn import models as jdihn
from services.knowledge.learning import models as learning
from services.knowledge.practices import models as practices
from services.knowledge.reference import models as reference
from services.knowledge.regulations import models as regulations
from services.knowledge.saved_searches import models as saved_searches
from services.knowledge.search import models as search
from services.knowledge.tables import metadata

__all__ = [
    "chronicle",
    "directory",
    "editing",
    "jdihn",
    "learning",
    "metadata",
    "practices",
    "reference",
    "regulations",
    "saved_searches",
    "search",
]
