"""What goes on beside the course of a case: its parties, documents and relations."""

from typing import Final

from services.mediation.cases import guards
from services.mediation.cases.codes import STATES
from services.mediation.cases.transitions.transition import (
    INVOLVED,
    LEADING,
    OFFICE,
    PARTIES,
    PETITIONER,
    UNFINISHED,
    Transition,
    act,
)

ROWS: Final[tuple[Transition, ...]] = (
    act("party-addition", ("Tambah pihak", "Add a party"), UNFINISHED, None, OFFICE),
    act(
        "party-departure",
        ("Catat pihak keluar", "Record that a party leaves"),
        UNFINISHED - {"menunggu_tanda_tangan", "menunggu_persetujuan_dprd", "kesepakatan", "pemantauan"},
        None,
        OFFICE,
        guards.may_leave,
        starts=("penunjukan_mediator",),
        follows=guards.after_departure,
    ),
    act("head-change", ("Catat pergantian kepala daerah", "Record a new head"), UNFINISHED, None, PARTIES),
    act("representative-naming", ("Tunjuk kuasa", "Name a representative"), UNFINISHED, None, PARTIES),
    act("representative-ending", ("Akhiri kuasa", "End a power"), UNFINISHED, None, PARTIES),
    act("access-code-issue", ("Terbitkan kode akses", "Issue an access code"), UNFINISHED, None, OFFICE),
    act(
        "access-code-revocation",
        ("Cabut kode akses", "Revoke an access code"),
        frozenset(STATES) - {"dipesan"},
        None,
        OFFICE,
    ),
    act(
        "split",
        ("Pecah perkara", "Split the case"),
        {"diajukan", "pemeriksaan", "perlu_dilengkapi", "menunggu_klausul_internal"},
        None,
        OFFICE,
        guards.several_issues,
    ),
    act(
        "duplicate-link",
        ("Tautkan perkara kembar", "Link a duplicate"),
        UNFINISHED,
        None,
        frozenset({"petugas", "koordinator"}),
    ),
    act(
        "document-upload",
        ("Unggah dokumen", "Upload a document"),
        UNFINISHED,
        None,
        INVOLVED | {"pemberi_keterangan"},
    ),
    act("document-version", ("Unggah versi", "Upload a version"), UNFINISHED, None, INVOLVED),
    act("document-lock", ("Kunci dokumen", "Lock a document"), UNFINISHED, None, INVOLVED),
    act("document-unlock", ("Buka kunci dokumen", "Unlock a document"), UNFINISHED, None, INVOLVED),
    act("root-causes", ("Catat akar masalah", "Record root causes"), UNFINISHED, None, LEADING),
    act(
        "relations",
        ("Tautkan forum dan dokumen", "Relate forums and instruments"),
        UNFINISHED,
        None,
        PETITIONER,
    ),
)
