"""Where files are kept, as settings of a service that keeps some."""

import json

from pydantic import AnyUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings


class FileSettings(BaseSettings):
    """What a service that keeps files must be told."""

    files_url: AnyUrl = Field(
        description="Where files are kept: file:///folder, s3://bucket/prefix, or what else obstore knows."
    )
    files_options: SecretStr = Field(
        default=SecretStr("{}"),
        description="What that store must be told (JSON object of texts), such as its keys and region.",
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
