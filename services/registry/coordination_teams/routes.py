"""`/v1/{simpul}/coordination-teams`: of provinces in simpul provinsi, of kabupaten and kota in kabkota."""

from services.registry.coordination_teams import documents, service
from services.registry.coordination_teams.models import CoordinationTeam
from services.registry.coordination_teams.problems import CoordinationTeamNotFound, CoordinationTeamTaken
from services.registry.coordination_teams.schemas import (
    CoordinationTeamIn,
    CoordinationTeamOut,
    CoordinationTeamPatch,
    CoordinationTeamQuery,
)
from services.registry.region_records.kind import Kind
from services.registry.region_records.resource import resource

TEAMS = Kind(
    one="coordination_team",
    many="coordination_teams",
    whole="team",
    meaning="Coordination teams (TKKSD; Permendagri 22/2020) of regions, by region. A region that is not "
    "listed may have one that is not on record.",
    model=CoordinationTeam,
    fields=tuple(CoordinationTeamPatch.model_fields),
    keys=documents.KEYS,
    item=documents.ITEM,
    filters=documents.FILTERS,
    row_in=CoordinationTeamIn,
    row_patch=CoordinationTeamPatch,
    row_out=CoordinationTeamOut,
    query=CoordinationTeamQuery,
    not_found=CoordinationTeamNotFound,
    problems=(CoordinationTeamTaken,),
    judge=service.judge,
)
router = resource(TEAMS)
