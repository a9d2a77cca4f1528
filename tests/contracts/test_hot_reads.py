"""Bytes that go from SQL to the caller are what the OpenAPI file promises."""

from fastapi import FastAPI

from services.kit.paging import Page
from services.registry.admissions.schemas import AdmissionOut
from services.registry.borders.schemas import BorderPairOut
from services.registry.conduct.schemas import AcceptanceOut, ConductOut
from services.registry.coordination_teams.schemas import CoordinationTeamOut
from services.registry.facts.schemas import FactOut
from services.registry.forums.schemas.forum import ForumOut
from services.registry.forums.schemas.history import HistoryOut
from services.registry.forums.schemas.instruments import FileOut, InstrumentOut, RelationOut
from services.registry.instruments.schemas import InstrumentOfForumOut
from services.registry.region_records.schemas import RecordHistoryOut, RecordOut
from services.registry.regions.schemas import RegionOut
from services.registry.supervision.schemas import NoteOut, SupervisedOut
from services.registry.trail.schemas import TrailOut
from services.registry.urusan_mappings.schemas import CountsOut, CoverageOut, UrusanMappingOut
from services.registry.vocabularies.schemas import VocabularyOut
from tests.registry.factories import act_on, apply_for, make_forum, publish_conduct, write_note
from tests.registry.records import KINDS, add_record
from tests.registry.test_instruments import WHOLE
from tests.support.callers import SECRETARIAT, Caller
from tests.support.real_forums import import_real_forums


async def test_every_hot_read_validates_against_its_declared_model(
    registry: Caller, registry_app_running: FastAPI
) -> None:
    await import_real_forums(registry_app_running)
    await make_forum(registry, "forum-uji", secretariat={"place": "Sleman"}, founded_on="2001")
    await registry.as_(SECRETARIAT).patch("/v1/kabkota/forums/forum-uji", {"notes": "x"}, etag='"1"')

    frame = {"title": "Naskah (DEMO)", "type": "skb"}
    at = "/v1/kabkota/forums/forum-uji/instruments"
    one, other = [(await registry.as_(SECRETARIAT).post(at, b)).json() for b in (WHOLE, frame)]
    pdf = {"Content-Type": "application/pdf"}
    await registry.as_(SECRETARIAT).request(
        "POST", f"{at}/{one['id']}/files?name=x.pdf&is_public=true", content=b"%PDF-1.4\n", headers=pdf
    )
    relation = {"kind": "implements", "instrument_id": other["id"]}
    await registry.as_(SECRETARIAT).post(f"{at}/{one['id']}/relations", relation)

    async def body(path: str) -> bytes:
        answer = await registry.as_(SECRETARIAT).get(path)
        assert answer.status_code == 200
        return answer.content

    Page[ForumOut].model_validate_json(await body("/v1/kabkota/forums?page_size=100"))
    ForumOut.model_validate_json(await body("/v1/kabkota/forums/kartamantul"))
    ForumOut.model_validate_json(await body("/v1/kabkota/forums/forum-uji"))
    Page[InstrumentOut].model_validate_json(await body(at))
    InstrumentOut.model_validate_json(await body(f"{at}/{one['id']}"))
    Page[InstrumentOfForumOut].model_validate_json(await body("/v1/kabkota/instruments?page_size=100"))
    Page[FileOut].model_validate_json(await body(f"{at}/{one['id']}/files"))
    Page[RelationOut].model_validate_json(await body(f"{at}/{other['id']}/relations"))
    Page[FactOut].model_validate_json(await body("/v1/kabkota/forums/forum-uji/facts"))
    Page[HistoryOut].model_validate_json(await body("/v1/kabkota/forums/forum-uji/history"))
    Page[RegionOut].model_validate_json(await body("/v1/regions?page_size=1000"))
    RegionOut.model_validate_json(await body("/v1/regions/34.71"))
    records: dict[str, type[RecordOut]] = {
        "border-pairs": BorderPairOut,
        "coordination-teams": CoordinationTeamOut,
        "urusan-mappings": UrusanMappingOut,
    }
    assert records.keys() == KINDS.keys()
    for name, out in records.items():
        record = await add_record(registry, name, KINDS[name].new[0])
        Page[out].model_validate_json(await body(f"/v1/kabkota/{name}"))  # type: ignore[valid-type]
        out.model_validate_json(await body(f"/v1/kabkota/{name}/{record['id']}"))
        history = await body(f"/v1/kabkota/{name}/{record['id']}/history")
        Page[RecordHistoryOut].model_validate_json(history)
    Page[CoverageOut].model_validate_json(await body("/v1/kabkota/urusan-mappings/coverage?page_size=1000"))
    CountsOut.model_validate_json(await body("/v1/kabkota/urusan-mappings/coverage/counts"))
    Page[VocabularyOut].model_validate_json(await body("/v1/vocabularies?page_size=100"))
    VocabularyOut.model_validate_json(await body("/v1/vocabularies/branch"))
    await publish_conduct(registry)
    admission = await apply_for(registry, forum="kartamantul", code_of_conduct_edition=1)
    await act_on(registry, admission, "decision", outcome="disetujui")
    acceptances = "/v1/kabkota/forums/kartamantul/code-of-conduct-acceptances"
    accepted = {"edition": 1, "accepted_by": {"name": "DEMO", "office": "Ketua"}, "on": "2026-01-02"}
    await registry.as_(SECRETARIAT).post(acceptances, accepted)
    note = await write_note(registry)
    note_at = f"/v1/kabkota/forums/kartamantul/review-notes/{note['id']}"
    await registry.as_(SECRETARIAT).post(f"{note_at}/replies", {"text": "x"})
    Page[ConductOut].model_validate_json(await body("/v1/kabkota/code-of-conduct"))
    Page[AcceptanceOut].model_validate_json(await body(acceptances))
    Page[AdmissionOut].model_validate_json(await body("/v1/kabkota/admissions"))
    AdmissionOut.model_validate_json(await body(f"/v1/kabkota/admissions/{admission['id']}"))
    Page[TrailOut].model_validate_json(await body(f"/v1/kabkota/admissions/{admission['id']}/history"))
    NoteOut.model_validate_json(await body(note_at))
    Page[SupervisedOut].model_validate_json(await body("/v1/kabkota/supervision"))
    ForumOut.model_validate_json(await body("/v1/kabkota/forums/kartamantul"))
