"""Settings of the one-command node, all of them optional."""

import ipaddress
from pathlib import Path
from typing import Annotated

from pydantic import Field, PostgresDsn, UrlConstraints, field_validator
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
    host: str = Field(
        default="127.0.0.1",
        description="Address the gateway listens on. Loopback only, because a node started this"
        " way has demonstration credentials.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port the gateway listens on.")
    database_admin_url: AdminUrl | None = Field(
        default=None,
        description="PostgreSQL (16 or later) to use instead of the embedded one: URL of a"
        " superuser, or of a role with CREATEDB and CREATEROLE.",
    )

    @field_validator("host")
    @classmethod
    def _loopback_only(cls, host: str) -> str:
        if host == "localhost":
            return "127.0.0.1"
        try:
            loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise ValueError(f"{host} is not a loopback address, and this node has demonstration credentials")
        return host
