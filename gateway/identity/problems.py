"""What can go wrong at the OAuth endpoints: problems that also speak RFC 6749."""

from typing import Any

from services.kit.language import Language, Text
from services.kit.problems import Problem


class OAuthProblem(Problem):
    """A problem whose body has the members `error` and `error_description` of RFC 6749, section 5.2.

    Its sentences hold neither quotes nor backslashes, which RFC 6749 keeps out of a description.
    """

    status, code = 400, "invalid-request"
    title = Text("Permintaan token tidak sah", "The token request is not valid")

    def __init__(self, detail: Text | None = None, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail, headers={"Cache-Control": "no-store", **(headers or {})})

    def body(self, language: Language, *, instance: str, request_id: str) -> dict[str, Any]:
        document = super().body(language, instance=instance, request_id=request_id)
        return document | {"error": self.code.replace("-", "_"), "error_description": document["detail"]}


class InvalidRequest(OAuthProblem):
    pass


class InvalidClient(OAuthProblem):
    """An unknown client, a wrong secret and a disabled client get this same answer."""

    status, code = 401, "invalid-client"
    title = Text("Klien tidak dikenal atau rahasianya salah", "Unknown client or wrong secret")

    def __init__(self, detail: Text | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Basic realm="simpul", charset="UTF-8"'})


class UnsupportedGrantType(OAuthProblem):
    code = "unsupported-grant-type"
    title = Text("Jenis pemberian akses tidak didukung", "The grant type is not supported")


class InvalidScope(OAuthProblem):
    code = "invalid-scope"
    title = Text("Cakupan yang diminta tidak diberikan", "The requested scope is not granted")


class InvalidGrant(OAuthProblem):
    """For a token that was issued to another client (RFC 7009, section 2.1)."""

    code = "invalid-grant"
    title = Text("Token ini milik klien lain", "The token was issued to another client")


class CodeRefused(OAuthProblem):
    """One that is unknown, has expired or was revoked gets this same answer."""

    code = "invalid-grant"
    title = Text("Kode akses tidak berlaku", "The access code is not valid")


class TooManyAttempts(OAuthProblem):
    status, code = 429, "slow-down"
    title = Text("Terlalu banyak kode yang salah", "Too many wrong codes")

    def __init__(self, *, seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(seconds)})
