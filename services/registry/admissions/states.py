"""The states of an admission, and which act leads from which to which: the one table."""

from collections.abc import Mapping
from typing import Final, Literal

from services.registry.admissions.problems import ActRefused

State = Literal["diajukan", "disetujui", "ditolak", "keluar", "ditarik"]
Act = Literal["approve", "reject", "withdraw", "depart"]

FIRST: Final[State] = "diajukan"
TRANSITIONS: Final[Mapping[Act, Mapping[str, State]]] = {
    "approve": {"diajukan": "disetujui"},
    "reject": {"diajukan": "ditolak"},
    "withdraw": {"diajukan": "ditarik"},
    "depart": {"disetujui": "keluar"},
}


def after(act: Act, state: str) -> State:
    """The state that an act leads to; `ActRefused` where it leads nowhere."""
    following = TRANSITIONS[act].get(state)
    if following is None:
        raise ActRefused(state)
    return following
