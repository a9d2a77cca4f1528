"""Settings of the registry, from variables that start with `SIMPUL_REGISTRY_`."""

from pydantic import Field

from services.kit.files.settings import FileSettings
from services.kit.settings import ServiceSettings, environment


class RegistrySettings(FileSettings, ServiceSettings):
    """What the registry needs to start, beside what every service needs."""

    model_config = environment("SIMPUL_REGISTRY_")

    import_bytes: int = Field(default=26_214_400, ge=1024, description="Largest file of an import in bytes.")
    import_unpacked_bytes: int = Field(
        default=134_217_728, ge=1024, description="Largest content of an XLSX file once unpacked, in bytes."
    )
    import_rows: int = Field(default=10_000, ge=1, description="Rows that one import may have.")
    import_waiting: int = Field(
        default=20, ge=1, description="Imports of one caller that may be unfinished at once."
    )
    import_kept_days: int = Field(
        default=14, ge=1, description="Days after its end for which what was sent with an import is kept."
    )
