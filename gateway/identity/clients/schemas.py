"""What the API takes and gives for clients."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from gateway.identity.schemas import ScopeName
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.simpul import Simpul
from services.kit.words import In

Role = Literal[
    "forum",
    "ministry",
    "gwpp",
    "secretariat",
    "officer",
    "coordinator",
    "mediator",
    "system",
    "admin",
    "auditor",
]
Act = Literal["register", "amend", "disable", "enable", "add_secret", "delete_secret", "revoke_token"]
Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Slug = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ProvinceCode = Annotated[str, Field(pattern=r"^[1-9][0-9]$", examples=["33"])]


def _distinct(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise InvalidValue("repeated", Text("Ada isi yang berulang.", "A value is repeated."))
    return values


Scopes = Annotated[list[ScopeName], Field(min_length=1, max_length=50), AfterValidator(_distinct)]
Provinces = Annotated[list[ProvinceCode], Field(max_length=50), AfterValidator(_distinct)]


class DisablingIn(In):
    """Why a client may not come in any more."""

    reason: Line


class ClientIn(In):
    """A new client. Role and simpul stay; the rest may change."""

    client_id: Slug
    name: Line = Field(description="Sistem milik siapa / whose system it is.")
    role: Role
    simpul: Annotated[list[Simpul], Field(min_length=1, max_length=2), AfterValidator(_distinct)]
    scopes: Scopes
    forum: Slug | None = Field(default=None, description="Slug of the one forum of a client of role forum.")
    provinces: Provinces = Field(default=[], description="Codes of the provinces a gwpp is bound to.")


class ClientPatch(In):
    """The fields of a client that a write may change. `disabled` null lets it in again."""

    name: Line | None = None
    scopes: Scopes | None = None
    forum: Slug | None = None
    provinces: Provinces | None = None
    disabled: DisablingIn | None = None

    @field_validator("name", "scopes", "provinces", mode="before")
    @classmethod
    def _never_null(cls, value: object) -> object:
        if value is None:
            raise InvalidValue("null", Text("Tidak boleh null.", "May not be null."))
        return value


class DisablingOut(BaseModel):
    """Since when, and why where it was said."""

    at: datetime
    reason: str | None


class ClientOut(BaseModel):
    """A client, without its secrets."""

    client_id: str
    version: int
    name: str
    role: Role
    simpul: list[Simpul]
    scopes: list[str]
    forum: str | None
    provinces: list[str]
    demonstration: bool = Field(description="Made for trying out; keeps the node on loopback.")
    disabled: DisablingOut | None
    created_at: datetime
    updated_at: datetime


_TOLD_ONCE = "Told this once. Null where the request was repeated under its Idempotency-Key."


class RegisteredOut(ClientOut):
    """A new client, with its first secret."""

    secret_id: UUID
    client_secret: str | None = Field(description=_TOLD_ONCE)


class SecretIn(In):
    """A further secret."""

    expires_at: AwareDatetime | None = Field(default=None, description="When it ends; null: not by itself.")


class SecretOut(BaseModel):
    """A secret, without the secret."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None = Field(description="Right to the minute.")
    expires_at: datetime | None


class NewSecretOut(SecretOut):
    """A new secret."""

    client_secret: str | None = Field(description=_TOLD_ONCE)


class ChangeOut(BaseModel):
    """One field before and after. Secrets and tokens stand there by their ids."""

    old: Any
    new: Any


class ClientHistoryOut(BaseModel):
    """One act on a client."""

    id: UUID
    version: int
    act: Act
    who: str
    when: datetime
    address: str | None = Field(description="Where it came from; null where it was the operator's command.")
    changes: dict[str, ChangeOut]


class BindingsOut(BaseModel):
    """What a role is narrowed to."""

    forum: str | None
    provinces: list[str]


class MeOut(BaseModel):
    """Who is asking, as of now."""

    subject: str = Field(examples=["client:forum-kartamantul", "anonymous"])
    client_id: str | None
    roles: list[str]
    simpul: list[Simpul]
    scopes: list[str]
    bindings: BindingsOut
    secret_id: UUID | None = Field(description="The secret that the token was asked with.")
    expires_at: datetime | None = Field(description="When the token ends.")


class ClientQuery(PageQuery):
    """Clients in the order of their ids, with filters."""

    role: Role | None = None
    simpul: Simpul | None = Field(default=None, description="Clients of this simpul, or of both.")
    disabled: bool | None = None
    sort: Literal["client_id"] = "client_id"


class HistoryQuery(PageQuery):
    """The newest act first."""

    sort: Literal["-when"] = "-when"


class DeletionQuery(BaseModel):
    """How a secret ends."""

    model_config = ConfigDict(extra="forbid")

    end_tokens: bool = Field(
        default=False,
        description="True ends the tokens asked with it within two seconds, as for a secret that leaked; "
        "false lets them run out, ten minutes at most.",
    )

    @field_validator("end_tokens", mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        if value not in ("true", "false"):
            raise InvalidValue("bool-parsing", Text("Harus true atau false.", "Must be true or false."))
        return value
