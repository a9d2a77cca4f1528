"""The one transition table: who may do what in which state, what must hold, and what an act brings about.
Its rows stand in `transitions/`.

`python -m services.mediation.cases.states` prints its diagram: `states.mmd` beside the service.
"""

import sys
from collections.abc import Mapping
from typing import Final

from services.kit.language import Text
from services.mediation.cases import guards
from services.mediation.cases.codes import STATES
from services.mediation.cases.facts import Facts
from services.mediation.cases.referring import ANSWER_LIMIT
from services.mediation.cases.transitions import intake, mediation, outcome, surroundings
from services.mediation.cases.transitions.transition import RUNNING, SINCE_REFERRAL, Transition

# What an actor is in one case. `petugas` holds it, `petugas_lain` is another officer; `pemberi_keterangan`
# tells what it knows and hands in documents; `instansi_tujuan` is the authority to which it was passed on.
PARTS: Final = (
    "petugas",
    "petugas_lain",
    "koordinator",
    "mediator",
    "pemohon",
    "pihak",
    "pemberi_keterangan",
    "instansi_tujuan",
    "sistem",
)

TABLE: Final[tuple[Transition, ...]] = intake.ROWS + mediation.ROWS + outcome.ROWS + surroundings.ROWS
BY_ACT: Final[Mapping[str, Transition]] = {row.act: row for row in TABLE}

# For whom a case waits, by state. `pihak` and `pemohon` are narrowed to names where it is known who.
AWAITED: Final[Mapping[str, str | None]] = {
    "dipesan": "pemohon",
    "diajukan": "petugas",
    "pemeriksaan": "petugas",
    "perlu_dilengkapi": "pemohon",
    "tidak_dapat_diterima": "petugas",
    "menunggu_klausul_internal": "pemohon",
    "menunggu_kesediaan": "pihak",
    "pihak_tidak_bersedia": "petugas",
    "penunjukan_mediator": "petugas",
    "pra_mediasi": "pihak",
    "mediasi": "mediator",
    "ditangguhkan": "pihak",
    "perumusan": "mediator",
    "menunggu_tanda_tangan": "pihak",
    "menunggu_persetujuan_dprd": "dprd",
    "kesepakatan": "petugas",
    "tidak_berhasil": "petugas",
    "diteruskan": "instansi_tujuan",
    "pemantauan": "pihak",
    "ditutup": None,
    "dicabut": None,
    "batal": None,
}


# The states in which a clock may run; it stops with the act that leads out of them.
RUNS_IN: Final[Mapping[str, frozenset[str]]] = {
    "pemeriksaan": frozenset({"diajukan", "pemeriksaan", "perlu_dilengkapi"}),
    "kelengkapan": frozenset({"perlu_dilengkapi"}),
    "klausul_internal": frozenset({"menunggu_klausul_internal"}),
    "kesediaan": frozenset({"menunggu_kesediaan"}),
    "penunjukan_mediator": frozenset({"penunjukan_mediator"}),
    "resume": frozenset({"pra_mediasi"}),
    "mulai_mediasi": frozenset({"pra_mediasi"}),
    "mediasi": frozenset({"mediasi", "perumusan"}),
    "penandatanganan": frozenset({"menunggu_tanda_tangan"}),
    ANSWER_LIMIT: SINCE_REFERRAL,
    "laporan_triwulan": frozenset({"pemantauan"}),
}


def clocks_of(transition: Transition, *, before: str, after: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The codes of the clocks that an act stops, and of those that it starts.

    Where the facts decide what follows and the case stays as it was, its clocks go on. In a suspended case
    none stops by leaving its states.
    """
    if transition.follows is not None and before == after:
        # Wherever the case stays, an addressee is given its time.
        return frozenset(), tuple(code for code in transition.starts if code == ANSWER_LIMIT)
    left = {code for code, states in RUNS_IN.items() if after not in states}
    stops = set(transition.stops) | (left if after != "ditangguhkan" else set())
    return frozenset(stops), tuple(code for code in transition.starts if after in RUNS_IN[code])


def starters_of(code: str) -> list[str]:
    """The acts that start the clock of a code."""
    return [row.act for row in TABLE if code in row.starts]


def refusals(transition: Transition, facts: Facts) -> list[Text]:
    """Why an act is not possible now, whoever asks; empty where it is."""
    if facts.state not in transition.sources:
        return [
            Text(
                f"Tidak dapat dilakukan dalam status {facts.state}.",
                f"Not possible in the state {facts.state}.",
            ),
        ]
    return [said for guard in transition.requires if (said := guard(facts)) is not None]


def allowed(part: str, facts: Facts) -> list[str]:
    """The acts that somebody in this part may do now, in the table's order."""
    return [row.act for row in TABLE if part in row.who and not refusals(row, facts)]


def refused(part: str, facts: Facts) -> list[tuple[str, list[Text]]]:
    """The acts of this part that are not possible now, each with its reasons."""
    told = [(row.act, refusals(row, facts)) for row in TABLE if part in row.who]
    return [(act, why) for act, why in told if why]


def target_of(transition: Transition, facts: Facts) -> str | None:
    """The state after an act, by the facts as the act left them; None where it stays."""
    return transition.follows(facts) if transition.follows is not None else transition.target


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for row in TABLE:
        for source in sorted(row.sources & _MOVED_FROM.get(row.act, row.sources), key=STATES.index):
            targets = [row.target] if row.target else list(_FOLLOWING.get(row.act, ()))
            lines += [f"    {source} --> {target}: {row.act}" for target in targets if target != source]
    return "\n".join(lines) + "\n"


# Where acts lead whose target the facts decide; a resumption goes back to where it was suspended.
_FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = {
    "willingness": ("penunjukan_mediator", "pihak_tidak_bersedia"),
    "signature": ("menunggu_persetujuan_dprd", "kesepakatan"),
    "resumption": tuple(sorted(RUNNING, key=STATES.index)),
    "party-departure": ("penunjukan_mediator",),
    "referral": ("diteruskan",),
    "dprd-approval": ("kesepakatan",),
}
# Acts that move a case out of some of their states only.
_MOVED_FROM: Final[Mapping[str, frozenset[str]]] = {
    "party-departure": guards.ASKED,
    "referral": guards.FAILED | {"pemeriksaan"},
}


if __name__ == "__main__":
    sys.stdout.write(diagram())
