"""Settings of the one-command node, all of them optional."""

import ipaddress
from pathlib import Path
from typing import Annotated

from pydantic import Field, PostgresDsn, UrlConstraints, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).parents[2]

AdminUrl = Annotated[PostgresDsn, UrlConstraints(allowed_schemes=["postgresql"])]


class LauncherSettings(BaseSettings):
    """What `make run` reads from the environment. Parts of the node have settings of their own:

    a variable that starts with `SIMPUL_REGISTRY_`, `SIMPUL_KNOWLEDGE_`, `SIMPUL_MEDIATION_` or
    `SIMPUL_GATEWAY_` is handed on to that part, where the launcher does not set it itself.
    """

    model_config = SettingsConfigDict(env_prefix="SIMPUL_", env_ignore_empty=True, frozen=True)

    home: Path = Field(
        default=REPOSITORY / ".simpul",
        description="Folder of everything the node keeps: database, keys, demonstration"
        " credentials, log. Made if it is not there.",
    )
    # Before `host`, whose validator asks for it.
    database_admin_url: AdminUrl | None = Field(
        default=None,
        description="PostgreSQL (16 or later) to use instead of the embedded one: URL of a"
        " superuser, or of a role with CREATEDB and CREATEROLE. One node per server; it gets no"
        " demonstration credentials.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address the gateway listens on. With the embedded PostgreSQL loopback only,"
        " because such a node has demonstration credentials.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port the gateway listens on.")

    @field_validator("host")
    @classmethod
    def _loopback_beside_demonstrations(cls, host: str, info: ValidationInfo) -> str:
        if host == "localhost":
            return "127.0.0.1"
        try:
            loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            raise ValueError(f"{host} is not an IP address") from None
        # A URL that is wrong is not among the data, and is said itself.
        if not loopback and info.data.get("database_admin_url", "") is None:
            raise ValueError(f"{host} is not a loopback address, and this node has demonstration credentials")
        return host
