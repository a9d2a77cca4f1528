"""Where personal data is: every column of mediation that can hold words, in one of five classes.

It is the record of processing (UU 27/2022 Article 31), and what an export, a correction and an erasure go by.
A test fails where a column is in none, so that nobody adds one without saying what it holds.

people      names and contacts of people, searched by exact match; what stands `beside` is of the same person
accounts    who acted, by the account's identifier (`client:...`, `person:...`)
copies      words of the other columns as they were said once: erased with them
prose       free text in which somebody may be named; it is not searched
other       codes, ids, hashes, and words about no person
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.kit.language import Text


@dataclass(frozen=True, slots=True)
class People:
    """A column that names people. A `list` holds `[{"name", "position"}]`; a `contact` names one within."""

    column: str
    beside: tuple[str, ...] = ()
    form: str = "name"


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds, and for which activity."""

    activity: str = ""
    people: People | None = None
    accounts: str = ""
    copies: str = ""
    prose: str = ""
    other: str = ""

    def classes(self) -> dict[str, list[str]]:
        """The columns of each class."""
        named = [] if self.people is None else [self.people.column, *self.people.beside]
        told = {name: getattr(self, name).split() for name in ("accounts", "copies", "prose", "other")}
        return {"people": named, **told}


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of processing. `mark` null: the platform's own rule, which cites no law."""

    purpose: Text
    subjects: Text
    basis: Text
    citation: str | None
    mark: str | None
    retention: Text
    recipients: Text


_WITH_THE_CASE: Final = Text(
    "Selama perkara berjalan dan masa simpannya (aturan retensi); hak penghapusan setelah perkara berakhir.",
    "While the case runs and is kept (retention rules); erasure on request once the case has ended.",
)

ACTIVITIES: Final[Mapping[str, Activity]] = {
    "perkara": Activity(
        Text("Mengurus permohonan, sesi dan kesepakatan.", "To handle requests, sessions and settlements."),
        Text(
            "Pihak perorangan, kuasa, orang yang hadir, dan penanda tangan.",
            "Parties who are persons, representatives, those who attended, and those who signed.",
        ),
        Text(
            "Penyelesaian perselisihan antardaerah yang diminta para pihak.",
            "The settling of disputes between regions that the parties asked for.",
        ),
        "UU 23/2014 Pasal 370; PP 28/2018 Pasal 8",
        "V",
        _WITH_THE_CASE,
        Text(
            "Petugas, mediator dan para pihak perkara; instansi tujuan bila perkara diteruskan.",
            "The case's officers, mediator and parties; the competent authority where it is referred.",
        ),
    ),
    "surat": Activity(
        Text("Menerbitkan dan mencatat surat.", "To issue and record letters."),
        Text("Orang yang disurati atau berkirim surat.", "Those to and from whom letters go."),
        Text("Tata tertib simpul.", "The node's house rules."),
        None,
        None,
        _WITH_THE_CASE,
        Text("Petugas dan para pihak perkara.", "The case's officers and parties."),
    ),
    "mediator": Activity(
        Text(
            "Mengusulkan dan menunjuk mediator tanpa benturan kepentingan.",
            "To propose and appoint mediators without a conflict of interest.",
        ),
        Text("Mediator.", "Mediators."),
        Text("Tata tertib simpul yang diterima mediator.", "The house rules that a mediator accepts."),
        None,
        None,
        Text(
            "Selama terdaftar; nama dalam perkara mengikuti masa simpan perkaranya.",
            "While on the roster; a name in a case is kept with that case.",
        ),
        Text("Petugas, sekretariat, dan para pihak perkaranya.", "Officers, secretariat, and the parties."),
    ),
    "peringatan_dini": Activity(
        Text("Mengetahui dan mencegah konflik.", "To learn of conflicts and prevent them."),
        Text("Narahubung dan sumber kabar.", "Contacts, and the sources of what is told."),
        Text("Peringatan dini antarforum, terbatas.", "Early warning between forums, restricted."),
        None,
        None,
        Text(
            "Selama isyarat terbuka; sesudahnya dapat dihapus atas permintaan.",
            "While the signal is open; afterwards until its erasure is asked for.",
        ),
        Text("Petugas dan forum yang disebut dalam isyarat.", "Officers, and the forums the signal names."),
    ),
    "akun": Activity(
        Text(
            "Mempertanggungjawabkan siapa melakukan apa; jawaban berulang (24 jam).",
            "To account for who did what; answers to repeated requests (24 hours).",
        ),
        Text("Pengguna dan petugas sistem.", "Users, and the officers of systems."),
        Text("Pertanggungjawaban tindakan.", "Accountability for acts."),
        None,
        None,
        Text(
            "Selama catatan tindakannya disimpan; orang di balik akun diketahui oleh gerbang saja.",
            "As long as the record of the act; who is behind an account only the gateway knows.",
        ),
        Text("Petugas, sekretariat, dan pemeriksa.", "Officers, secretariat and auditors."),
    ),
    "permintaan": Activity(
        Text("Menjawab permintaan subjek data pribadi.", "To answer requests of data subjects."),
        Text("Orang yang meminta.", "Those who ask."),
        Text(
            "Hak subjek data pribadi dan batas jawabannya.", "The rights of data subjects, answered in time."
        ),
        "UU 27/2022 Pasal 5-13, 30, 32, 40, 41",
        "V",
        Text(
            "Sebagai bukti bahwa permintaan dijawab; tidak dihapus dengan permintaan itu sendiri.",
            "As proof that the request was answered; not erased by that request itself.",
        ),
        Text("Sekretariat dan petugas.", "Secretariat and officers."),
    ),
}

_RULE: Final = "code title unit citation mark who extension_citation extension_mark"

TABLES: Final[Mapping[str, Held]] = {
    "access_codes": Held("akun", accounts="issued_by"),
    "booked_slots": Held(other="resource"),
    "bulletins": Held(
        "peringatan_dini", accounts="published_by", prose="note items", other="border forums provinces"
    ),
    "case_counters": Held(),
    "cases": Held(
        "perkara",
        accounts="filed_by assignee mediator_subject",
        copies="standing words party_names",
        prose="title summary relief_sought letter disposition reason hold_reason",
        other="number forum kind mandate state suspended_from outcome root_causes related_forums "
        "related_instruments clause clause_status priority_reasons awaited due acts milestones provinces",
    ),
    "caucus_notes": Held(
        "perkara", accounts="mediator_subject", copies="consents", prose="text", other="author disclosed_to"
    ),
    "clock_rule_changes": Held("akun", accounts="actor", prose="reason", other="document"),
    "clock_rules": Held(other=f"{_RULE} start_events"),
    "clocks": Held("perkara", prose="reason", other=f"{_RULE} started_by stopped_by"),
    "declared_conflicts": Held("mediator", accounts="declared_by", prose="reason", other="forum region_code"),
    "document_versions": Held("perkara", accounts="uploaded_by", other="content_type sha256"),
    "documents": Held("perkara", accounts="created_by locked_by", prose="name", other="confidentiality"),
    "early_warning_corroborations": Held("peringatan_dini", accounts="given_by", prose="text"),
    "early_warning_history": Held(
        "peringatan_dini", accounts="who", copies="changes", prose="why", other="act"
    ),
    "early_warning_statements": Held(
        "peringatan_dini",
        people=People("source", form="contact"),
        accounts="said_by assessed_by",
        prose="text basis",
        other="status",
    ),
    "early_warnings": Held(
        "peringatan_dini",
        people=People("contact", form="contact"),
        accounts="reported_by",
        prose="title place meeting outcome",
        other="classification state occurred_on region_codes border provinces institution forum forums "
        "escalated_to",
    ),
    "engagements": Held(
        "mediator",
        people=People("name", ("institution",)),
        accounts="subject",
        prose="note statement statement_letter ended_reason",
        other="state conflicts",
    ),
    "evaluations": Held("mediator", prose="note", other="scores"),
    "feed": Held(),
    "feed_cursors": Held(other="source epoch"),
    "feed_identity": Held(),
    "feed_pending": Held(),
    "figures": Held(other="office public"),
    "idempotency_records": Held("akun", accounts="actor", other="method path key headers"),
    "issues": Held(
        "perkara", accounts="decided_by", prose="text route_reason", other="category authority route status"
    ),
    "letter_counters": Held(other="direction"),
    "letters": Held(
        "surat",
        people=People("correspondent"),
        accounts="created_by",
        copies="data",
        prose="subject note withdrawn_reason",
        other="direction kind number agenda act file_state file_type file_sha256 awaits answered_by",
    ),
    "mediator_answers": Held("mediator", prose="reason letter"),
    "mediators": Held(
        "mediator",
        people=People("name", ("institution",)),
        accounts="subject",
        prose="earlier_work",
        other="capacity expertise languages region_code",
    ),
    "non_working_day_changes": Held("akun", accounts="actor", prose="reason", other="act document"),
    "non_working_days": Held("akun", accounts="added_by", other="name source"),
    "obligation_reports": Held("perkara", prose="text letter proof party_statement", other="kind quarter"),
    "obligations": Held("perkara", prose="text", other="state"),
    "outbox": Held(other="entity entity_id payload"),
    "parties": Held(
        "perkara",
        # A forum or a region is nobody's name: see `places`.
        people=People("name"),
        prose="left_reason willingness_note",
        other="role forum region_code willingness",
    ),
    "personal_data_requests": Held(
        "permintaan",
        people=People("person_name", ("identifiers", "contact")),
        accounts="recorded_by identity_checked_by handled_by closed_by",
        prose="identity_note answer",
        other="kind state citation mark outcome",
    ),
    "proposal_answers": Held("perkara", prose="note"),
    "proposal_versions": Held("perkara", prose="text"),
    "proposals": Held("perkara", other="state issues"),
    "reference_forums": Held(other="slug name status members clauses epoch"),
    "reference_regions": Held(other="code name level valid_to epoch"),
    "reference_terms": Held(other="vocabulary code label_id label_en epoch"),
    "referrals": Held(
        "perkara",
        accounts="composed_by",
        copies="data",
        prose="replies",
        other="body addressee province issues file_state file_sha256 receipt_number",
    ),
    "representatives": Held(
        "perkara",
        people=People("name", ("position",)),
        prose="ended_reason",
        other="power letter_number",
    ),
    "resumes": Held("perkara", prose="position interests letter"),
    "officers": Held("akun", accounts="subject added_by"),
    "retention_rule_changes": Held("akun", accounts="actor", prose="reason", other="state document"),
    "retention_rules": Held(other="state citation mark"),
    "saved_views": Held("akun", accounts="subject", prose="name", other="filters"),
    "session_invitees": Held("perkara", people=People("people", form="list")),
    "sessions": Held(
        "perkara",
        prose="place link agenda reason minutes official_report",
        other="kind state report_number",
    ),
    "settlement_clauses": Held("perkara", prose="title text", other="issues"),
    "settlement_initials": Held("perkara", prose="letter"),
    "settlement_papers": Held("perkara", copies="data", other="file_state file_sha256"),
    "settlement_refusals": Held("perkara", prose="reason letter"),
    "settlement_signatures": Held(
        "perkara", people=People("name", ("position",)), prose="letter", other="capacity"
    ),
    "settlements": Held("perkara", prose="dprd", other="state outcome"),
    "trail_details": Held("akun", accounts="actor", copies="content"),
    "trail_entries": Held(other="act refs"),
    "trail_roots": Held(other="statement"),
}
