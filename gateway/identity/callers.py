"""Authentication at the front door: from an `Authorization` header to a caller."""

import time
from collections import OrderedDict
from collections.abc import Container

from gateway.identity.tokens import AccessTokens, Caller
from services.kit.actor import ANONYMOUS
from services.kit.language import Text
from services.kit.problems import Unauthenticated
from services.kit.simpul import SIMPUL
from services.kit.tokens import InvalidToken

PUBLIC = Caller("", ANONYMOUS, frozenset(SIMPUL), "kabkota", float("inf"))
CACHED_CALLERS = 4096
# Ours are about 700 characters; nobody else's is worth decoding.
LONGEST_HEADER = 4096


class Callers:
    """Knows the callers whose token was verified, by the very header, until the token expires."""

    def __init__(self, tokens: AccessTokens, disabled: Container[str]) -> None:
        self._tokens = tokens
        self._disabled = disabled
        self._cache: OrderedDict[bytes, Caller] = OrderedDict()

    def identify(self, authorization: bytes) -> Caller:
        """The caller behind an `Authorization` header. `Unauthenticated` where it does not verify."""
        caller = self._cache.get(authorization)
        if caller is None or caller.expires <= time.time():
            self._cache.pop(authorization, None)
            caller = self._verify(authorization)
            self._cache[authorization] = caller
            if len(self._cache) > CACHED_CALLERS:
                self._cache.popitem(last=False)
        if caller.client_id in self._disabled:
            raise _refusal()
        return caller

    def _verify(self, authorization: bytes) -> Caller:
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() != b"bearer" or len(authorization) > LONGEST_HEADER:
            raise _refusal()
        try:
            return self._tokens.verify(token.strip().decode("ascii"))
        except (InvalidToken, UnicodeDecodeError):
            raise _refusal() from None


def _refusal() -> Unauthenticated:
    return Unauthenticated(
        Text(
            "Authorization harus berupa token Bearer dari /oauth/token yang masih berlaku.",
            "Authorization must be a Bearer token from /oauth/token that is still valid.",
        ),
        error="invalid_token",
    )
