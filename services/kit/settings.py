"""Settings that every service has. Each service subclasses with its own prefix and additions."""

from typing import Annotated

from pydantic import Field, PostgresDsn, SecretStr, UrlConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.kit.simpul import Simpul
from services.kit.tokens import Issuer

DatabaseUrl = Annotated[PostgresDsn, UrlConstraints(allowed_schemes=["postgresql"])]


def environment(prefix: str) -> SettingsConfigDict:
    """Read from variables that start with `prefix`; the environment alone, no files.

    What is wrong is named, never quoted: it may be a secret.
    """
    return SettingsConfigDict(env_prefix=prefix, extra="ignore", frozen=True, hide_input_in_errors=True)


class ServiceSettings(BaseSettings):
    """What a service needs to start. There are no default secrets."""

    database_url_provinsi: DatabaseUrl = Field(
        description="Database of simpul provinsi, as this service's login role."
    )
    database_url_kabkota: DatabaseUrl = Field(
        description="Database of simpul kabkota, as this service's login role."
    )
    database_direct_url_provinsi: DatabaseUrl | None = Field(
        default=None,
        description="The same database around a connection pooler, for LISTEN; by default the URL above.",
    )
    database_direct_url_kabkota: DatabaseUrl | None = Field(
        default=None,
        description="The same database around a connection pooler, for LISTEN; by default the URL above.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8001, ge=0, le=65535, description="Port to listen on.")
    issuers: list[Issuer] = Field(
        description="Trusted issuers of internal tokens (JSON): issuer, public jwk, reach."
    )
    cursor_key: SecretStr = Field(
        min_length=32, description="Secret that signs the cursors of lists; at least 32 characters."
    )
    write_pool_size: int = Field(
        default=5,
        ge=1,
        le=200,
        description="Connections for transactions, per simpul and process; twice as many at peaks.",
    )
    read_pool_size: int = Field(
        default=8, ge=1, le=200, description="Connections for hot reads, per simpul and process."
    )
    log_level: str = Field(default="info", description="debug, info, warning or error.")

    def database_url(self, simpul: Simpul) -> str:
        """The login role's URL of one simpul's database."""
        return str(self.database_url_provinsi if simpul == "provinsi" else self.database_url_kabkota)

    def direct_url(self, simpul: Simpul) -> str:
        """The URL to LISTEN on, which a pooler in transaction mode cannot serve."""
        direct = (
            self.database_direct_url_provinsi if simpul == "provinsi" else self.database_direct_url_kabkota
        )
        return str(direct) if direct else self.database_url(simpul)
