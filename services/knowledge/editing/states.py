"""The states of an item, and which act leads from which to which: the one table."""

from collections.abc import Mapping
from typing import Final, Literal

from services.knowledge.editing.problems import ActRefused

State = Literal["draf", "telaah", "terbit", "ditarik"]
Act = Literal["amend", "submit", "review", "return", "publish", "withdraw"]

FIRST: Final[State] = "draf"
# An item that was published and is amended is a draft again, while its shelf copy stays as it was.
TRANSITIONS: Final[Mapping[Act, Mapping[str, State]]] = {
    "amend": {"draf": "draf", "terbit": "draf", "ditarik": "draf"},
    "submit": {"draf": "telaah"},
    "review": {"telaah": "telaah"},
    "return": {"telaah": "draf"},
    "publish": {"telaah": "terbit"},
    "withdraw": {"draf": "ditarik", "telaah": "ditarik", "terbit": "ditarik"},
}


def after(act: Act, state: str) -> State:
    """The state that an act leads to; `ActRefused` where it leads nowhere, naming what is possible now."""
    following = TRANSITIONS[act].get(state)
    if following is None:
        raise ActRefused(act, state, possible_in(state))
    return following


def possible_in(state: str) -> list[str]:
    """The acts that a state allows."""
    return [act for act, table in TRANSITIONS.items() if state in table]
