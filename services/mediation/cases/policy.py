"""Who may do what with a case. Allowed = the role's policy and the scope and the binding."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation.cases.models import Case, Party, Referral
from services.mediation.roles import FILE, READ, is_auditor, is_coordinator, is_mediator, is_office, is_party

# As whom a case is read. `PENGAWAS` sees what kind of case it is, never what is said in it.
PETUGAS, MEDIATOR, PIHAK, PENGAWAS = "petugas", "mediator", "pihak", "pengawas"
# The part of the authority to which a dossier was sent; it reads the case as who oversees it.
INSTANSI = "instansi_tujuan"
# The part of who tells what it knows.
KETERANGAN = "pemberi_keterangan"


def require_office(actor: Actor) -> None:
    """Refuse who does not work cases."""
    if not is_office(actor):
        actor.deny(
            Text(
                "Hanya untuk petugas dan koordinator mediasi (cakupan mediation:handle).",
                "Only for mediation officers and coordinators (scope mediation:handle).",
            )
        )


def require_coordinator(actor: Actor) -> None:
    """Refuse who does not assign cases."""
    if not is_coordinator(actor):
        actor.deny(
            Text(
                "Hanya koordinator mediasi yang membagikan perkara.",
                "Only the mediation coordinator assigns cases.",
            )
        )


def require_read(actor: Actor) -> None:
    """Refuse who sees no case at all."""
    may = (
        is_office(actor)
        or is_mediator(actor)
        or is_party(actor)
        or (actor.has_role("gwpp", "ministry") and actor.has_scope(READ))
    )
    if not may:
        actor.deny(
            Text(
                "Perkara hanya untuk para pihaknya, petugas, mediator, dan instansi yang berwenang.",
                "Cases are for their parties, officers, mediators and the competent authorities.",
            )
        )


def require_file(actor: Actor) -> None:
    """Refuse who files nothing: a forum files for itself, an officer from a letter."""
    if not (is_office(actor) or (actor.has_role("forum") and actor.has_scope(FILE))):
        actor.deny(
            Text(
                "Permohonan diajukan oleh forum (mediation:file) atau dicatat petugas dari surat.",
                "Requests are filed by a forum (mediation:file) or recorded by an officer from a letter.",
            )
        )


def require_trail(actor: Actor) -> None:
    """Refuse who reads no trail: the office, parties of the case, and auditors."""
    if not is_auditor(actor):
        require_read(actor)


def speaks_for(actor: Actor, case: Case, party: Party) -> bool:
    """Whether an actor speaks for a party: the forum itself, that through which it came, a bound party."""
    if actor.has_role("forum") and actor.has_scope(FILE):
        own = actor.bound_to("forum")
        if party.forum is not None:
            return party.forum in own
        # Who has no access of their own comes through the forum that filed.
        return party.role == "pemohon" and case.forum in own
    return actor.has_role("party") and str(party.id) in actor.bound_to("party")


def files_for(actor: Actor, case: Case) -> bool:
    """Whether an actor is the forum through which a case came."""
    return actor.has_role("forum") and actor.has_scope(FILE) and case.forum in actor.bound_to("forum")


def is_addressee(actor: Actor, referral: Referral) -> bool:
    """Whether an actor is the authority that a dossier was sent to, a governor's or the Ministry."""
    if referral.sent_at is None:
        return False
    if referral.body == "gubernur":
        return actor.has_role("gwpp") and referral.province in actor.bound_to("province")
    return referral.body in ("menteri", "kemendagri") and actor.has_role("ministry")


def part_of(actor: Actor, case: Case, spoken_for: set[str], *, mediates: bool) -> str | None:
    """What an actor is in a case, see `states.PARTS`; None where it may only look.

    `spoken_for` are the roles of the parties it speaks for.
    """
    if is_office(actor) and case.assignee == actor.subject:
        return "petugas"
    if is_coordinator(actor):
        return "koordinator"
    if is_office(actor):
        return "petugas_lain"
    if mediates:
        return "mediator"
    # Of a number that is only reserved, the forum that reserved it is the petitioner.
    if "pemohon" in spoken_for or (case.state == "dipesan" and files_for(actor, case)):
        return "pemohon"
    if "pihak_lain" in spoken_for:
        return "pihak"
    return KETERANGAN if KETERANGAN in spoken_for else None
