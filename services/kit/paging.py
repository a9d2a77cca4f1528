"""Keyset pages with opaque, signed cursors.

A cursor says where the last page ended (its sort keys) and is bound to one list: simpul, path, sort
and filters. It survives another `page_size`, and nothing else.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.kit.language import Text
from services.kit.problems import FieldError, InvalidCursor, InvalidValue

T = TypeVar("T")
Key = str | int | None
DEFAULT_PAGE_SIZE = 25
MAX_PAGE_SIZE = 1000
_SIGNATURE_BYTES = 16


class Page(BaseModel, Generic[T]):
    """One page of a list. `next_cursor` is null on the last one."""

    items: list[T]
    next_cursor: str | None


class PageQuery(BaseModel):
    """The two parameters of every list. Lists add their filters by subclassing."""

    model_config = ConfigDict(extra="forbid")

    page_size: Annotated[
        int,
        Field(ge=1, le=MAX_PAGE_SIZE, description="Banyaknya baris per halaman / rows per page."),
    ] = DEFAULT_PAGE_SIZE
    cursor: Annotated[
        str | None,
        Field(max_length=2000, description="Kursor halaman berikut / cursor of the next page."),
    ] = None

    @field_validator("page_size", mode="before")
    @classmethod
    def _plain_digits(cls, value: object) -> object:
        # pydantic would take `5.0` and `1_0` for integers too.
        if isinstance(value, str) and not (value.isascii() and value.isdigit()):
            raise InvalidValue("int-parsing", Text("Harus berupa bilangan bulat.", "Must be an integer."))
        return value

    def filters(self) -> dict[str, object]:
        """The filters that are set, by name: all but page size, cursor and sort."""
        return self.model_dump(exclude={"page_size", "cursor", "sort"}, exclude_none=True)


class Cursors:
    """Signs and reads cursors with one secret."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def write(self, list_id: str, keys: Sequence[Key]) -> str:
        payload = json.dumps(list(keys), separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(self._sign(list_id, payload) + payload).rstrip(b"=").decode()

    def read(self, list_id: str, cursor: str, *, length: int) -> list[Key]:
        """The sort keys in a cursor of this very list; `InvalidCursor` for any other text."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise _foreign() from None
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(list_id, payload)):
            raise _foreign()
        keys: list[Key] = json.loads(payload)
        if len(keys) != length:
            raise _foreign()
        return keys

    def _sign(self, list_id: str, payload: bytes) -> bytes:
        message = list_id.encode() + b"\0" + payload
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _foreign() -> InvalidCursor:
    detail = Text(
        "Parameter `cursor` bukan kursor dari daftar ini dengan saringan dan urutan ini.",
        "Parameter `cursor` is not a cursor of this list with these filters and this sort.",
    )
    return InvalidCursor(detail, errors=[FieldError("/query/cursor", "invalid-cursor", detail)])


def list_id(path: str, sort: str, filters: dict[str, object]) -> str:
    """What a cursor is bound to."""
    return f"{path}?{json.dumps([sort, filters], sort_keys=True, default=str)}"


def render_page(
    rows: Sequence[Sequence[object]],
    *,
    page_size: int,
    next_cursor: Callable[[Sequence[object]], str],
) -> tuple[bytes, str | None]:
    """A page's body and next cursor, from up to `page_size + 1` rows whose first column is JSON bytes."""
    following = next_cursor(rows[page_size - 1]) if len(rows) > page_size else None
    items = b",".join(row[0] for row in rows[:page_size] if isinstance(row[0], bytes))
    return b'{"items":[' + items + b'],"next_cursor":' + json.dumps(following).encode() + b"}", following


def next_link(path: str, query: Iterable[tuple[str, str]], cursor: str) -> str:
    """The `Link` header of a page that has a next one."""
    pairs = [(k, v) for k, v in query if k != "cursor"] + [("cursor", cursor)]
    return f'<{quote(path)}?{urlencode(pairs)}>; rel="next"'
