"""What can go wrong, in words a caller can act on (RFC 9457).

One tree. Each class carries status, code and title; the web layer renders it as
`application/problem+json` in the reader's language. Nothing here knows HTTP beyond the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from services.kit.language import Language, Text


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong: a JSON pointer (`/name`, `/query/sort`), a code, a sentence."""

    pointer: str
    code: str
    detail: Text


class InvalidValue(ValueError):
    """Raised by a schema's validator: becomes that field's error, with its own code and sentence."""

    def __init__(self, code: str, detail: Text) -> None:
        super().__init__(detail.en)
        self.code = code
        self.detail = detail


class Problem(Exception):
    """The root. `headers` go out with the answer; `members` become extension members of the body."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[Text] = Text("Kesalahan pada layanan", "Internal error")

    def __init__(
        self,
        detail: Text | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail.en if detail else self.title.en)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def _said(self) -> Text:
        """The detail; where only fields are at fault, which."""
        if self.detail is not None or not self.errors:
            return self.detail or self.title
        named = ", ".join(dict.fromkeys(error.pointer or "/" for error in self.errors[:10]))
        return Text(f"Periksa: {named}.", f"Check: {named}.")

    def body(self, language: Language, *, instance: str, request_id: str) -> dict[str, Any]:
        """The problem document: `type title status code detail instance request_id [errors] [members]`."""
        document: dict[str, Any] = {
            "type": f"urn:simpul:problem:{self.code}",
            "title": self.title.in_(language),
            "status": self.status,
            "code": self.code,
            "detail": self._said().in_(language),
            "instance": instance,
            "request_id": request_id,
        }
        if self.errors:
            document["errors"] = [
                {"pointer": e.pointer, "code": e.code, "detail": e.detail.in_(language)} for e in self.errors
            ]
        return document | self.members


class BadRequest(Problem):
    status, code = 400, "bad-request"
    title = Text("Permintaan tidak dapat dibaca", "The request cannot be read")


class InvalidQuery(BadRequest):
    code = "invalid-query"
    title = Text("Parameter permintaan tidak sah", "A query parameter is not valid")


class InvalidCursor(InvalidQuery):
    code = "invalid-cursor"
    title = Text("Kursor tidak sah", "The cursor is not valid")


class Unauthenticated(Problem):
    status, code = 401, "unauthenticated"
    title = Text("Perlu bukti identitas yang sah", "Valid credentials are needed")

    def __init__(self, detail: Text | None = None, *, error: str | None = None) -> None:
        challenge = 'Bearer realm="simpul"' + (f', error="{error}"' if error else "")
        super().__init__(detail, headers={"WWW-Authenticate": challenge})


class Forbidden(Problem):
    status, code = 403, "forbidden"
    title = Text("Tidak diizinkan", "Not allowed")


class SimpulMismatch(Forbidden):
    code = "simpul-mismatch"
    title = Text("Bukti identitas berlaku untuk simpul lain", "The credentials belong to the other simpul")


class NotFound(Problem):
    status, code = 404, "not-found"
    title = Text("Tidak ditemukan", "Not found")


class MethodNotAllowed(Problem):
    status, code = 405, "method-not-allowed"
    title = Text("Metode tidak tersedia pada alamat ini", "The method is not available here")


class Conflict(Problem):
    status, code = 409, "conflict"
    title = Text("Bertentangan dengan keadaan sekarang", "In conflict with the present state")


class IdempotencyInProgress(Conflict):
    code = "idempotency-in-progress"
    title = Text("Permintaan dengan kunci ini masih diproses", "A request with this key is still running")


class Gone(Problem):
    status, code = 410, "gone"
    title = Text("Sudah tidak tersedia", "No longer available")


class PreconditionFailed(Problem):
    status, code = 412, "version-mismatch"
    title = Text("Data sudah berubah sejak dibaca", "The data has changed since it was read")


class PayloadTooLarge(Problem):
    status, code = 413, "payload-too-large"
    title = Text("Isi permintaan terlalu besar", "The request body is too large")


class UnsupportedMediaType(Problem):
    status, code = 415, "unsupported-media-type"
    title = Text("Jenis isi tidak didukung", "The content type is not supported")


class Invalid(Problem):
    status, code = 422, "invalid"
    title = Text("Isi permintaan melanggar aturan", "The request body breaks a rule")


class IdempotencyKeyReused(Invalid):
    code = "idempotency-key-reused"
    title = Text(
        "Kunci idempotensi sudah dipakai untuk isi lain",
        "The idempotency key was used with another body",
    )


class PreconditionRequired(Problem):
    status, code = 428, "if-match-required"
    title = Text("Perlu tajuk If-Match", "An If-Match header is needed")


class HeadersTooLarge(Problem):
    status, code = 431, "headers-too-large"
    title = Text("Tajuk permintaan terlalu besar", "The request's headers are too large")


class Internal(Problem):
    pass


class BadGateway(Problem):
    status, code = 502, "bad-gateway"
    title = Text(
        "Layanan di belakang gerbang tidak menjawab",
        "The service behind the gateway did not answer",
    )


class Unavailable(Problem):
    status, code = 503, "unavailable"
    title = Text("Layanan sedang tidak tersedia", "The service is not available now")


class GatewayTimeout(Problem):
    status, code = 504, "gateway-timeout"
    title = Text("Layanan terlalu lama menjawab", "The service took too long to answer")
