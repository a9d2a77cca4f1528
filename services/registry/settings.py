"""Settings of the registry, from variables that start with `SIMPUL_REGISTRY_`."""

import json

from pydantic import AnyUrl, Field, SecretStr, field_validator

from services.kit.settings import ServiceSettings, environment


class RegistrySettings(ServiceSettings):
    """What the registry needs to start, beside what every service needs."""

    model_config = environment("SIMPUL_REGISTRY_")

    files_url: AnyUrl = Field(
        description="Where files are kept: file:///folder, s3://bucket/prefix, or what else obstore knows."
    )
    files_options: SecretStr = Field(
        default=SecretStr("{}"),
        description="What that store must be told (JSON object of texts), such as its keys and region.",
    )
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

    @field_validator("files_options")
    @classmethod
    def _are_texts(cls, options: SecretStr) -> SecretStr:
        try:
            told = json.loads(options.get_secret_value())
        except ValueError:
            told = None
        if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
            raise ValueError("must be a JSON object of texts")
        return options

    def options_of_files(self) -> dict[str, str]:
        """What the store of files is told."""
        options: dict[str, str] = json.loads(self.files_options.get_secret_value())
        return options
