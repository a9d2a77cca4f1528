"""Settings of mediation, from variables that start with `SIMPUL_MEDIATION_`."""

from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr

from services.kit.files.settings import FileSettings
from services.kit.settings import ServiceSettings, environment

# As the services call each other.
NAME: Final = "mediation"


class MediationSettings(FileSettings, ServiceSettings):
    """What mediation needs to start, beyond what every service needs."""

    model_config = environment("SIMPUL_MEDIATION_")

    signing_key: SecretStr = Field(
        description="Private ES256 JWK (JSON): signs the internal tokens that read the registry's feed, and "
        "the daily roots of the trail."
    )
    registry_url: str = Field(description="Where the registry listens, e.g. http://127.0.0.1:8001.")
    roots_folder: Path = Field(
        description="Where each day's signed root of the trail is written, outside the database."
    )
    reservation_days: int = Field(
        default=14, ge=1, le=365, description="Days after which a reserved case number lapses."
    )
    claiming: bool = Field(
        default=True,
        description="Whether officers may claim cases themselves; otherwise the coordinator assigns each.",
    )
