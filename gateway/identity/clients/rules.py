"""What a client may be: pure, so that the API and the commands judge alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.kit.language import Text
from services.kit.problems import FieldError

# Roles that may be narrowed to provinces; a gwpp speaks for a governor, so it must be.
PROVINCIAL_ROLES = ("gwpp", "officer", "coordinator")
ROLES_OF_SCOPE = {"admin": ("admin",), "audit:read": ("admin", "auditor")}


def errors_in(client: Mapping[str, Any]) -> Iterator[FieldError]:
    """What is wrong with a client: bindings and scopes against its role. Takes `role simpul scopes
    forum provinces`."""
    role: str = client["role"]
    yield from _forum(role, client["forum"], client["simpul"])
    yield from _provinces(role, client["provinces"])
    for index, scope in enumerate(client["scopes"]):
        roles = ROLES_OF_SCOPE.get(scope)
        if roles is not None and role not in roles:
            yield FieldError(
                f"/scopes/{index}",
                "scope-of-another-role",
                Text(
                    f"Cakupan {scope} hanya untuk peran {', '.join(roles)}.",
                    f"The scope {scope} is for the role {', '.join(roles)} only.",
                ),
            )


def _forum(role: str, forum: str | None, simpul: Sequence[str]) -> Iterator[FieldError]:
    if (role == "forum") != (forum is not None):
        yield FieldError(
            "/forum",
            "forum-and-role",
            Text(
                "forum wajib bagi peran forum, dan tidak berlaku bagi peran lain.",
                "A forum goes with the role forum, and with no other.",
            ),
        )
    if role == "forum" and len(simpul) != 1:
        yield FieldError(
            "/simpul",
            "forum-in-two-simpul",
            Text("Sebuah forum berada di tepat satu simpul.", "A forum is in exactly one simpul."),
        )


def _provinces(role: str, provinces: Sequence[str]) -> Iterator[FieldError]:
    if provinces and role not in PROVINCIAL_ROLES:
        yield FieldError(
            "/provinces",
            "provinces-and-role",
            Text(
                "provinces hanya berlaku bagi peran gwpp, officer, dan coordinator.",
                "Provinces go with the roles gwpp, officer and coordinator only.",
            ),
        )
    if role == "gwpp" and not provinces:
        yield FieldError(
            "/provinces",
            "missing",
            Text("Sebuah gwpp terikat pada provinsinya.", "A gwpp is bound to its province."),
        )
