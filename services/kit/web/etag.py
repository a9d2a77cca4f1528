"""Entity tags: `"<version>"`, or `"<version>.<audience>"` where the answer depends on who asks."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from services.kit.language import Text
from services.kit.problems import BadRequest, FieldError, PreconditionFailed, PreconditionRequired

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def etag(version: int | str, audience: str | None = None) -> str:
    """The entity tag of a version, as seen by an audience."""
    return f'"{version}.{audience}"' if audience else f'"{version}"'


def is_unmodified(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names this very tag (weak comparison, RFC 9110 13.1.2)."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    return any(_opaque(part) == _opaque(tag) for part in header.split(",")) or header.strip() == "*"


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")


class ExpectedVersion:
    """The versions an `If-Match` accepts, compared as strings without weakness and audience."""

    def __init__(self, versions: frozenset[str]) -> None:
        self._versions = versions

    def require(self, version: int | str) -> None:
        """`PreconditionFailed` where the present version is none of those."""
        if str(version) not in self._versions:
            raise PreconditionFailed(
                Text(
                    f"Versi sekarang {version}. Baca ulang, lalu kirim kembali dengan ETag yang baru.",
                    f"The present version is {version}. Read again, then send with the new ETag.",
                ),
                headers={"ETag": etag(version)},
            )


async def _expected_version(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description='Versi yang diubah / version to change, e.g. "3".'),
    ] = None,
) -> ExpectedVersion:
    if if_match is None or not if_match.strip():
        raise PreconditionRequired(
            Text(
                "Sertakan If-Match dengan ETag dari pembacaan terakhir.",
                "Send If-Match with the ETag of your last read.",
            )
        )
    tags = [_TAG.fullmatch(part.strip()) for part in if_match.split(",") if part.strip()]
    if not tags or None in tags:
        detail = Text(
            'If-Match harus berupa ETag dalam tanda kutip, misalnya "3"; * tidak diterima.',
            'If-Match must be a quoted ETag, such as "3"; * is not accepted.',
        )
        raise BadRequest(detail, errors=[FieldError("/header/If-Match", "invalid-etag", detail)])
    return ExpectedVersion(frozenset(tag[1].partition(".")[0] for tag in tags if tag))


IfMatch = Annotated[ExpectedVersion, Depends(_expected_version)]
