"""What a row of the transition table is, and the groups of parts and states that rows share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.kit.language import Text
from services.mediation.cases import guards
from services.mediation.cases.codes import FINISHED, STATES
from services.mediation.cases.facts import Facts

Guard = Callable[[Facts], Text | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One act. `target` None leaves the state, or lets `follows` decide it.

    starts, stops   codes of clock rules
    letters         kinds of letters that leave the office with it
    """

    act: str
    label: Text
    sources: frozenset[str]
    target: str | None
    who: frozenset[str]
    requires: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    follows: Callable[[Facts], str | None] | None = None


OFFICE = frozenset({"petugas"})
LEADING = frozenset({"petugas", "mediator"})
PETITIONER = frozenset({"pemohon", "petugas"})
PARTIES = frozenset({"pemohon", "pihak", "petugas"})
# What a party says for itself alone: nobody records it for them.
SPEAKERS = frozenset({"pemohon", "pihak"})
# Between one party and the mediator: the office has no part in it.
CONFIDING = SPEAKERS | {"mediator"}
INVOLVED = PARTIES | {"mediator"}
# In which a disputant may still join: every party is asked before mediation begins.
BEFORE_WILLINGNESS: Final = frozenset(
    {"diajukan", "pemeriksaan", "perlu_dilengkapi", "menunggu_klausul_internal", "menunggu_kesediaan"}
)
UNFINISHED = frozenset(STATES) - frozenset(FINISHED) - {"dipesan"}
WITH_LETTERS = frozenset(STATES) - {"dipesan", "batal"}
MEDIATING = frozenset({"pra_mediasi", "mediasi", "perumusan"})
BARGAINING = frozenset({"mediasi", "perumusan"})
# Where sessions are held: for a signing as well.
MEETING = MEDIATING | {"menunggu_tanda_tangan"}
# Where there may be sessions and confidences of before.
SINCE_MEDIATION = MEETING | {
    "penunjukan_mediator",
    "ditangguhkan",
    "menunggu_persetujuan_dprd",
    "kesepakatan",
    "pemantauan",
    "tidak_berhasil",
    "diteruskan",
}
RUNNING = frozenset({"menunggu_kesediaan", "penunjukan_mediator", "menunggu_tanda_tangan"}) | MEDIATING
# In which an issue may be passed on: those of another authority while others are mediated.
REFERRING = (
    RUNNING
    | guards.FAILED
    | {"pemeriksaan", "menunggu_persetujuan_dprd", "kesepakatan", "pemantauan", "diteruskan"}
)
# In which an addressee may have one, and answers it.
SINCE_REFERRAL = UNFINISHED - {"diajukan"}


def act(
    name: str,
    labels: tuple[str, str],
    sources: frozenset[str] | set[str],
    target: str | None,
    who: frozenset[str],
    *requires: Guard,
    starts: tuple[str, ...] = (),
    stops: tuple[str, ...] = (),
    letters: tuple[str, ...] = (),
    follows: Callable[[Facts], str | None] | None = None,
) -> Transition:
    """One row: its name and labels (Indonesian, English), from which states to which, whose it is."""
    return Transition(
        name, Text(*labels), frozenset(sources), target, who, requires, starts, stops, letters, follows
    )
