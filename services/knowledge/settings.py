"""Settings of knowledge, from variables that start with `SIMPUL_KNOWLEDGE_`."""

from pathlib import Path
from typing import Final

from pydantic import AnyHttpUrl, AnyUrl, Field, SecretStr

from services.kit.files.settings import FileSettings
from services.kit.settings import ServiceSettings, environment

# As the services call each other.
NAME: Final = "knowledge"


class KnowledgeSettings(FileSettings, ServiceSettings):
    """What knowledge needs to start, beyond what every service needs."""

    model_config = environment("SIMPUL_KNOWLEDGE_")

    signing_key: SecretStr = Field(
        description="Private ES256 JWK (JSON) for the internal tokens that read other services' feeds."
    )
    registry_url: str = Field(description="Where the registry listens, e.g. http://127.0.0.1:8001.")
    snapshot_folder: Path = Field(
        description="Where snapshots of the directory are made; what is in it can be made again."
    )
    public_url: AnyHttpUrl = Field(
        description="Where callers reach the gateway: what addresses in linked data begin with. No path."
    )
    publisher_name: str = Field(
        default="Sekretariat simpul", description="Who publishes the data, as the catalogue says."
    )
    publisher_email: str | None = Field(
        default=None, pattern=r"^[^@\s]+@[^@\s]+$", description="Whom to write to about the data."
    )
    data_license: AnyUrl | None = Field(
        default=None, description="Address of the license of the data; without it the catalogue names none."
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="Address at which the worker serves its metrics, for a collector."
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port at which the worker serves `/metrics` (Prometheus text); without it, it does not.",
    )
    outbound_opens_loopback: bool = Field(
        default=False,
        description="Whether feeds may be pulled from loopback: on the embedded default and in tests.",
    )
    pull_seconds: float = Field(
        default=120, ge=1, le=3600, description="Seconds that one pull of a feed may take."
    )
    pull_bytes: int = Field(
        default=52_428_800, ge=1024, description="Bytes of a feed that are read, decompressed."
    )
    search_log_days: int = Field(
        default=400,
        ge=30,
        le=4000,
        description="Days that counts of searches and of chosen results are kept.",
    )
    compare_seconds: float = Field(
        default=21_600,
        ge=1,
        description="Seconds between two comparisons of the directory with the registry.",
    )
    scan_command: str | None = Field(
        default=None,
        description="A command that looks at each attachment on its standard input: status 0 lets it pass, "
        "1 refuses it, any other takes no file. None: attachments are taken unscanned, and marked so.",
    )
