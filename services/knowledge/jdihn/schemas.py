"""What the API takes and gives for JDIHN."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, RootModel

from services.kit.outbound import NotFetched, check_address
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import In, Line, Moment, Out, never_null

Severity = Literal["error", "warning", "info"]
RegionCode = Annotated[str, Field(pattern=r"^[1-9][0-9]([.][0-9]{2})?$")]


def _check_address(url: str) -> str:
    try:
        # Loopback is judged when it is asked, by the node's setting.
        check_address(url, opens_loopback=True)
    except NotFetched as error:
        raise InvalidValue(error.code, error.detail) from None
    return url


FeedUrl = Annotated[str, Field(min_length=8, max_length=2000), AfterValidator(_check_address)]
PullEvery = Annotated[int, Field(ge=1, le=24 * 31, description="Jam / hours.")]


class JdihnQuery(PageQuery):
    """The feed of the catalogue, in the order of the works' ids."""

    sort: Literal["id"] = "id"


class RecordOut(RootModel[dict[str, Any]]):
    """A record in the keys of JDIHN; what came in with other keys goes out with them."""


class RecordIn(RootModel[Annotated[dict[str, Any], Field(min_length=1, max_length=200)]]):
    """A record as a member sends it, its keys in whatever spelling."""


class TakenOut(Out):
    """The work that a record was taken for, and what was to be said of the record."""

    slug: str
    uri: str
    findings: list["FindingOut"]


class FindingOut(Out):
    """What is to be said of a feed, a record, or one field of it."""

    model_config = ConfigDict(extra="forbid")

    severity: Severity
    code: str
    field: str | None
    keys: Annotated[
        list[str], Field(description="Bila menyangkut beberapa kunci / where it is about several.")
    ]
    detail: str


class LintedOut(Out):
    """A record by its place and id, its hash, and what is to be said of it: the first 50 findings."""

    place: int
    id_data: str | None
    content_sha256: str
    findings: list[FindingOut]


class CountsOut(Out):
    """How often each severity was found."""

    error: int
    warning: int
    info: int


class LintOut(Out):
    """What is to be said of a feed. `is_feed` is false where it is none, such as HTML, or too large.

    `counts` are of all that was found; of a feed with very many findings only the first are listed.
    """

    is_feed: bool
    records: int
    counts: CountsOut
    findings: list[FindingOut]
    items: list[LintedOut]


class _Member(In):
    region_code: RegionCode | None = None
    ministry: Line | None = None
    is_pulled: bool = True
    pull_every_hours: PullEvery = 24


class JdihnMemberIn(_Member):
    """A member whose feed is to be pulled: of a region, or of a ministry."""

    name: Line
    feed_url: FeedUrl


class JdihnMemberPatch(_Member):
    """Fields of a member that change."""

    name: Line = ""
    feed_url: FeedUrl = ""
    _never_null = never_null("name", "feed_url", "is_pulled", "pull_every_hours")


class PullIn(In):
    """How to pull. `accept_loss` says that it is right if most of the records are gone from the feed."""

    accept_loss: bool = False


class PullOut(Out):
    """How a pull went; counts where it came to its end."""

    at: Moment
    outcome: str
    detail: str | None
    records: int | None
    added: int | None
    changed: int | None
    unchanged: int | None
    gone: int | None


class JdihnMemberOut(Out):
    """A member, how the last pull went, and the last that came to its end."""

    id: UUID
    version: int
    name: str
    region_code: str | None
    ministry: str | None
    feed_url: str
    is_pulled: bool
    pull_every_hours: int
    next_pull_at: Moment
    last_attempt: PullOut | None
    last_success: PullOut | None
    findings: list[FindingOut]
    created_at: Moment
    updated_at: Moment


class JdihnMembersQuery(PageQuery):
    """Members by name."""

    sort: Literal["name"] = "name"


class RecordsQuery(PageQuery):
    """Records of a member by their keys; those with a finding that is so bad, those that are gone or not."""

    worst: Severity | None = None
    gone: bool | None = None
    sort: Literal["key"] = "key"


class MemberRecordOut(Out):
    """A record of a member's feed, as it was last sent."""

    key: str
    content_sha256: str
    record: dict[str, Any]
    findings: list[FindingOut]
    worst: Severity | None
    first_seen_at: Moment
    changed_at: Moment
    gone_at: Moment | None


TakenOut.model_rebuild()
