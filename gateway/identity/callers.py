"""Authentication at the front door: from an `Authorization` header to a caller."""

import time
from collections import OrderedDict
from typing import Annotated

from fastapi import Depends, Request

from gateway.identity.standing import Standing
from gateway.identity.tokens import AccessTokens, Caller
from services.kit.actor import ANONYMOUS
from services.kit.language import Text
from services.kit.problems import Unauthenticated
from services.kit.simpul import SIMPUL
from services.kit.tokens import InvalidToken

PUBLIC = Caller("", ANONYMOUS, frozenset(SIMPUL), "kabkota", float("inf"))
CACHED_CALLERS = 4096
# Ours are about 800 characters; nobody else's is worth decoding.
LONGEST_HEADER = 4096
# Where the front door leaves the caller for the gateway's own routes.
SCOPE_KEY = "simpul.caller"


class Callers:
    """Knows the callers whose token was verified, by the very header, until the token expires or
    its client stands differently."""

    def __init__(self, tokens: AccessTokens, standing: Standing) -> None:
        self._tokens = tokens
        self._standing = standing
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
        return caller

    def forget(self, client_id: str) -> None:
        """Verify anew whoever comes for this client."""
        for header in [header for header, caller in self._cache.items() if caller.client_id == client_id]:
            del self._cache[header]

    def _verify(self, authorization: bytes) -> Caller:
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() != b"bearer" or len(authorization) > LONGEST_HEADER:
            raise _refusal()
        try:
            caller = self._standing.judge(self._tokens.verify(token.strip().decode("ascii")))
        except (InvalidToken, UnicodeDecodeError):
            raise _refusal() from None
        if caller is None:
            raise _refusal()
        return caller


def _refusal() -> Unauthenticated:
    return Unauthenticated(
        Text(
            "Authorization harus berupa token Bearer dari /oauth/token yang masih berlaku.",
            "Authorization must be a Bearer token from /oauth/token that is still valid.",
        ),
        error="invalid_token",
    )


async def _of(request: Request) -> Caller:
    caller: Caller = request.scope[SCOPE_KEY]
    return caller


CurrentCaller = Annotated[Caller, Depends(_of)]
