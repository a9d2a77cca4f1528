"""`/v1/{simpul}/border-pairs`: of provinces in simpul provinsi, of kabupaten and kota in kabkota."""

from services.registry.borders import documents, service
from services.registry.borders.models import BorderPair
from services.registry.borders.problems import BorderPairNotFound, BorderPairTaken
from services.registry.borders.schemas import (
    BorderPairIn,
    BorderPairOut,
    BorderPairPatch,
    BorderPairQuery,
)
from services.registry.region_records.kind import Kind
from services.registry.region_records.resource import resource

PAIRS = Kind(
    one="border_pair",
    many="border_pairs",
    whole="pair",
    meaning="Pairs of regions on record as bordering each other. What is not listed is unknown, not denied.",
    model=BorderPair,
    fields=tuple(BorderPairPatch.model_fields),
    keys=documents.KEYS,
    item=documents.ITEM,
    filters=documents.FILTERS,
    row_in=BorderPairIn,
    row_patch=BorderPairPatch,
    row_out=BorderPairOut,
    query=BorderPairQuery,
    not_found=BorderPairNotFound,
    problems=(BorderPairTaken,),
    judge=service.judge,
)
router = resource(PAIRS)
