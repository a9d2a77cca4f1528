"""Every kind of knowledge that is written, reviewed and published, by its name."""

from services.knowledge.editing.kind import Kind
from services.knowledge.learning.kinds import LEARNING
from services.knowledge.practices.kinds import PRACTICES
from services.knowledge.publications.kinds import PUBLICATIONS
from services.knowledge.situations.kinds import SITUATIONS

KINDS: dict[str, Kind] = {kind.name: kind for kind in (PRACTICES, SITUATIONS, PUBLICATIONS, LEARNING)}
