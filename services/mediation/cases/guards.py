"""What must hold for an act of the transition table, each with the reason it is refused by; and where the
facts lead a case whose next state they decide.
"""

from datetime import timedelta
from typing import Final

from services.kit.language import Text
from services.mediation.cases.facts import Facts

REMINDERS: Final = 2
# In which nothing is mediated any more, and nothing was agreed.
FAILED: Final = frozenset({"pihak_tidak_bersedia", "tidak_berhasil", "tidak_dapat_diterima"})
# In which a case waits for the parties' word whether they are willing.
ASKED: Final = frozenset({"menunggu_kesediaan", "pihak_tidak_bersedia"})


def unassigned(facts: Facts) -> Text | None:
    """Nobody holds the case."""
    if facts.assignee is None:
        return None
    return Text(f"Sudah dipegang {facts.assignee}.", f"{facts.assignee} holds it already.")


def two_sides(facts: Facts) -> Text | None:
    """There are a petitioner and another side."""
    roles = {party.role for party in facts.disputants}
    if roles >= {"pemohon", "pihak_lain"}:
        return None
    return Text("Belum ada pemohon dan pihak lain.", "A petitioner and another side are needed.")


def issues_decided(facts: Facts) -> Text | None:
    """The way of each issue is decided."""
    if facts.issues and not facts.undecided_issues:
        return None
    return Text("Kewenangan atas setiap isu belum diputuskan.", "The way of each issue is not decided yet.")


def something_to_mediate(facts: Facts) -> Text | None:
    """An issue may be mediated."""
    if facts.mediable_issues:
        return None
    return Text("Tidak ada isu yang dapat dimediasi.", "No issue may be mediated.")


def clause_exhausted(facts: Facts) -> Text | None:
    """The forum's own clause comes first (PP 28/2018 Pasal 8)."""
    if facts.clause_status != "belum_ditempuh":
        return None
    return Text(
        "Klausul penyelesaian forum sendiri belum ditempuh (PP 28/2018 Pasal 8).",
        "The forum's own clause was not gone through yet (PP 28/2018 Article 8).",
    )


def clause_open(facts: Facts) -> Text | None:
    """A clause is left to go through."""
    if facts.clause_status == "belum_ditempuh":
        return None
    return Text("Tidak ada klausul yang belum ditempuh.", "No clause is left to go through.")


def reminded(facts: Facts) -> Text | None:
    """Each silent party was reminded as often as it must be."""
    silent = [p for p in facts.disputants if p.willingness is None]
    if not silent:
        return Text("Semua pihak sudah menjawab.", "Every party has answered.")
    short = [p.name for p in silent if p.reminders < REMINDERS]
    if not short:
        return None
    names = ", ".join(short)
    return Text(f"Belum diingatkan dua kali: {names}.", f"Not reminded twice yet: {names}.")


def willingness_overdue(facts: Facts) -> Text | None:
    """The limit for the answer has passed."""
    due = facts.willingness_due
    if due is None or facts.now >= due:
        return None
    day = due - timedelta(microseconds=1)
    return Text(f"Batas jawaban {day:%Y-%m-%d} belum lewat.", f"The limit of {day:%Y-%m-%d} has not passed.")


def someone_silent(facts: Facts) -> Text | None:
    """A party has not answered."""
    if any(party.willingness is None for party in facts.disputants):
        return None
    return Text("Semua pihak sudah menjawab.", "Every party has answered.")


def mediator_proposed(facts: Facts) -> Text | None:
    """There is a mediator, proposed at least."""
    return None if facts.mediator else Text("Belum ada mediator yang diusulkan.", "No mediator is proposed.")


def mediator_accepted(facts: Facts) -> Text | None:
    """Each disputant accepts the mediator."""
    lacking = ", ".join(p.name for p in facts.disputants if not p.accepted_mediator)
    if not lacking:
        return None
    return Text(f"Belum menerima mediator: {lacking}.", f"The mediator is not accepted by: {lacking}.")


def rules_accepted(facts: Facts) -> Text | None:
    """Each disputant accepts the house rules, which a request need not say."""
    lacking = ", ".join(p.name for p in facts.disputants if not p.accepted_rules)
    if not lacking:
        return None
    return Text(
        f"Belum menerima tata tertib mediasi: {lacking}.", f"The house rules are not accepted by: {lacking}."
    )


def mediator_impartial(facts: Facts) -> Text | None:
    """The mediator made the statement of impartiality."""
    if facts.mediator_impartial:
        return None
    return Text(
        "Mediator belum membuat pernyataan ketidakberpihakan.",
        "The mediator has not made the statement of impartiality.",
    )


def no_conflict(facts: Facts) -> Text | None:
    """The mediator has no conflict of interest."""
    if not facts.mediator_conflicted:
        return None
    return Text("Mediator mempunyai benturan kepentingan.", "The mediator has a conflict of interest.")


def no_session_ahead(facts: Facts) -> Text | None:
    """No session is scheduled."""
    if not facts.sessions_open:
        return None
    return Text(
        f"Batalkan atau undurkan dahulu {facts.sessions_open} sidang yang terjadwal.",
        f"Cancel or adjourn the {facts.sessions_open} scheduled sessions first.",
    )


def resumes_given(facts: Facts) -> Text | None:
    """Each disputant handed in its resume."""
    lacking = ", ".join(p.name for p in facts.disputants if not p.gave_resume)
    if not lacking:
        return None
    return Text(f"Resume posisi belum diterima dari: {lacking}.", f"No resume yet from: {lacking}.")


def session_held(facts: Facts) -> Text | None:
    """The parties met once at least."""
    return None if facts.sessions_held else Text("Belum ada sidang mediasi.", "No session was held yet.")


def clauses_there(facts: Facts) -> Text | None:
    """The draft has a clause."""
    if facts.settlement_clauses:
        return None
    return Text("Rancangan kesepakatan belum memuat klausul.", "The draft has no clause.")


def draft_initialled(facts: Facts) -> Text | None:
    """Each disputant initialled the draft."""
    if not facts.settlement_clauses:
        return Text("Rancangan kesepakatan belum memuat klausul.", "The draft has no clause.")
    if facts.settlement_state != "berparaf":
        return Text("Rancangan belum diparaf semua pihak.", "The draft is not initialled by every party.")
    return None


def debtors_stand(facts: Facts) -> Text | None:
    """No obligation of the draft is one of a party that left."""
    gone = facts.obliged - {party.id for party in facts.parties}
    if not gone:
        return None
    return Text(
        "Rancangan membebani pihak yang sudah keluar; ubah kewajibannya.",
        "The draft obliges a party that left; change its obligations.",
    )


def may_leave(facts: Facts) -> Text | None:
    """Nothing is signed, or submitted for signature, that the party is part of."""
    if facts.suspended_from != "menunggu_tanda_tangan":
        return None
    return Text(
        "Kesepakatan sedang ditandatangani; pihak dapat menolak menandatangani.",
        "The settlement is being signed; a party may refuse to sign.",
    )


def signing_refused(facts: Facts) -> Text | None:
    """A party will not sign."""
    if any(party.refused_to_sign for party in facts.disputants):
        return None
    return Text("Tidak ada pihak yang menolak menandatangani.", "No party refuses to sign.")


def obligations_named(facts: Facts) -> Text | None:
    """The settlement obliges somebody."""
    return None if facts.obligations else Text("Tidak ada kewajiban.", "There is no obligation.")


def may_close(facts: Facts) -> Text | None:
    """Nothing of the case is open: no obligation, no answer to its referral."""
    if facts.referrals_unanswered:
        return Text("Tanggapan atas penerusan belum dicatat.", "The answer to the referral is not recorded.")
    if facts.obligations_open:
        return Text(
            f"{facts.obligations_open} kewajiban belum selesai.",
            f"{facts.obligations_open} obligations are open.",
        )
    return None


def not_received(facts: Facts) -> Text | None:
    """The receipt of a dossier that was sent is not recorded."""
    if facts.referrals_unreceived or not facts.referrals_sent:
        return None
    return Text("Penerimaan berkas sudah dicatat.", "The receipt of the dossier is recorded.")


def something_sent(facts: Facts) -> Text | None:
    """An issue was passed on."""
    return None if facts.referrals_sent else Text("Belum ada yang diteruskan.", "Nothing was passed on.")


def something_to_refer(facts: Facts) -> Text | None:
    """An issue may be passed on that does not lie with an authority already."""
    if facts.issues_referable:
        return None
    return Text(
        "Tidak ada isu yang dapat diteruskan sekarang; isu yang dimediasi tetap di simpul.",
        "No issue may be passed on now; what is mediated stays with the node.",
    )


def referral_answered(facts: Facts) -> Text | None:
    """An answer to the referral is recorded."""
    if facts.referral_answered:
        return None
    return Text("Tanggapan atas penerusan belum dicatat.", "The answer to the referral is not recorded.")


def dossier_ready(facts: Facts) -> Text | None:
    """There is a dossier that was not sent."""
    return None if facts.dossier_ready else Text("Berkas rujukan belum disusun.", "There is no dossier yet.")


def several_issues(facts: Facts) -> Text | None:
    """There are two issues or more."""
    return None if facts.issues > 1 else Text("Hanya ada satu isu.", "There is one issue only.")


# --- what follows -------------------------------------------------------------------------------------------


def after_willingness(facts: Facts) -> str | None:
    """Where the answers lead: on, to an end, or nowhere yet."""
    said = [party.willingness for party in facts.disputants]
    if "tidak_bersedia" in said:
        return "pihak_tidak_bersedia"
    return "penunjukan_mediator" if all(word == "bersedia" for word in said) else None


def after_departure(facts: Facts) -> str | None:
    """The party that left may have been the only one that was silent, or not willing."""
    return after_willingness(facts) if facts.state in ASKED else None


def after_signature(facts: Facts) -> str | None:
    """Where the signatures lead: to the DPRD where it must agree, else to a settlement."""
    if not all(party.signed for party in facts.disputants):
        return None
    return "menunggu_persetujuan_dprd" if facts.dprd_needed and not facts.dprd_approved else "kesepakatan"


def after_approval(facts: Facts) -> str | None:
    """Agreed once the DPRD of each burdened party approved."""
    return "kesepakatan" if facts.dprd_approved else None


def after_referral(facts: Facts) -> str | None:
    """What is mediated, agreed or monitored stays where it is; the case is passed on with the last issue, or
    where mediation failed.
    """
    if facts.state == "pemeriksaan":
        return None if facts.issues_here else "diteruskan"
    return "diteruskan" if facts.state in FAILED else None


def after_suspension(facts: Facts) -> str | None:
    """Back to where the case was suspended, or where the answers lead that a departure left since."""
    led = after_willingness(facts) if facts.suspended_from in ASKED else None
    return led or facts.suspended_from
