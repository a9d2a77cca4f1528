"""Who is asking. Anonymous is an actor too."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from services.kit.language import Text
from services.kit.problems import Forbidden, Unauthenticated


@dataclass(frozen=True, slots=True)
class Actor:
    """An authenticated system, person or service, or the public.

    subject   stable name, `client:...`, `person:...`, `service:...` or `anonymous`
    roles     what its policy may look at
    scopes    what its token was granted
    bindings  pairs (kind, value) that narrow a role, e.g. the one forum a client speaks for
    """

    subject: str
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    bindings: frozenset[tuple[str, str]] = field(default=frozenset())

    @property
    def is_anonymous(self) -> bool:
        return self.subject == "anonymous"

    def has_role(self, *roles: str) -> bool:
        """Whether it has any of these roles."""
        return not self.roles.isdisjoint(roles)

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes

    def bound_to(self, kind: str) -> frozenset[str]:
        """The values it is bound to for one kind of binding; empty where it is not bound."""
        return frozenset(value for k, value in self.bindings if k == kind)

    def deny(self, detail: Text) -> NoReturn:
        """Refuse: 401 to the public (who may come back with credentials), 403 to everybody else."""
        if self.is_anonymous:
            raise Unauthenticated(detail)
        raise Forbidden(detail)


ANONYMOUS = Actor("anonymous", roles=frozenset({"anonymous"}))


def service_actor(name: str) -> Actor:
    """The actor of a service that reads another service's feed."""
    return Actor(f"service:{name}", roles=frozenset({"service"}))


def system_actor(name: str) -> Actor:
    """The actor of a task of the node itself, such as the import of reference data."""
    return Actor(f"system:{name}", roles=frozenset({"system"}))


def bindings(kind: str, values: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Bindings of one kind, ready for an `Actor`."""
    return frozenset((kind, value) for value in values)
