"""The policy of forums: pure, without a database."""

import pytest

from services.kit.actor import Actor
from services.kit.problems import Forbidden, Unauthenticated
from services.registry.forums import policy
from tests.support.callers import (
    ANONYMOUS,
    AUDITOR,
    GWPP_DIY,
    GWPP_JATENG,
    KARTAMANTUL,
    MINISTRY,
    OFFICER,
    OTHER_FORUM,
    READ_ONLY_SECRETARIAT,
    SECRETARIAT,
    client_actor,
)

DIY = frozenset({"34"})


@pytest.mark.parametrize("actor", [SECRETARIAT])
def test_the_secretariat_registers(actor: Actor) -> None:
    policy.require_register(actor)


@pytest.mark.parametrize("actor", [KARTAMANTUL, MINISTRY, GWPP_DIY, OFFICER, AUDITOR, READ_ONLY_SECRETARIAT])
def test_nobody_else_registers(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        policy.require_register(actor)


def test_the_public_is_asked_for_credentials() -> None:
    with pytest.raises(Unauthenticated):
        policy.require_register(ANONYMOUS)
    with pytest.raises(Unauthenticated):
        policy.require_amend(ANONYMOUS, "kartamantul")
    with pytest.raises(Unauthenticated):
        policy.require_history(ANONYMOUS, "kartamantul", DIY)


@pytest.mark.parametrize("actor", [KARTAMANTUL, SECRETARIAT])
def test_a_forum_is_kept_by_itself_and_by_the_secretariat(actor: Actor) -> None:
    policy.require_amend(actor, "kartamantul")


@pytest.mark.parametrize(
    "actor",
    [
        OTHER_FORUM,
        MINISTRY,
        GWPP_DIY,
        OFFICER,
        AUDITOR,
        READ_ONLY_SECRETARIAT,
        # The role without the binding, the binding without the role, both without the scope.
        client_actor("x", "forum"),
        client_actor("x", "ministry", forum=["kartamantul"]),
        client_actor("x", "forum", scopes=frozenset({"registry:read"}), forum=["kartamantul"]),
    ],
)
def test_role_scope_and_binding_are_all_needed_to_amend(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        policy.require_amend(actor, "kartamantul")


@pytest.mark.parametrize(
    "actor", [KARTAMANTUL, SECRETARIAT, MINISTRY, AUDITOR, GWPP_DIY, READ_ONLY_SECRETARIAT]
)
def test_history_is_open_to_those_it_concerns(actor: Actor) -> None:
    policy.require_history(actor, "kartamantul", DIY)


@pytest.mark.parametrize(
    "actor", [OTHER_FORUM, GWPP_JATENG, OFFICER, client_actor("x", "ministry", scopes=frozenset())]
)
def test_history_is_closed_to_everybody_else(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        policy.require_history(actor, "kartamantul", DIY)
