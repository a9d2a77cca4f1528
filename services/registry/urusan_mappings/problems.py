"""What can go wrong with mappings."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class UrusanMappingNotFound(NotFound):
    code = "urusan-mapping-not-found"
    title = Text("Pemetaan urusan tidak ditemukan", "The mapping was not found")


class UrusanMappingTaken(Conflict):
    code = "urusan-mapping-recorded"
    title = Text("Pemetaan urusan sudah tercatat", "The mapping is on record already")

    def __init__(self) -> None:
        detail = Text(
            "Wilayah ini sudah memetakan urusan ini dengan pokok yang sama.",
            "The region has mapped this affair of government with the same subject already.",
        )
        super().__init__(detail, errors=[FieldError("/subject", "urusan-mapping-recorded", detail)])
