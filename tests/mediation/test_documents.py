"""Documents of a case: what is taken, who reads which, who edits, and that a download is on the trail."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.kit import clock
from services.kit.actor import Actor
from tests.mediation.requests import (
    AT,
    ONE,
    THREE,
    TWO,
    accepted,
    act,
    appointed,
    enrolled,
    file,
    mediating,
    willing,
)
from tests.support.callers import (
    MEDIATOR,
    OFFICER,
    OTHER_OFFICER,
    Caller,
    client_actor,
)

PDF = b"%PDF-1.4\n1 0 obj\n"
GWPP = client_actor("gwpp-diy", "gwpp", scopes=frozenset({"mediation:read"}), province=["34"])


@pytest.fixture
async def case(mediation: Caller) -> dict[str, Any]:
    """A case that `OFFICER` holds and `MEDIATOR` mediates."""
    return await appointed(mediation)


SUCCESSOR = client_actor("api-mediator-2", "mediator", scopes=frozenset({"mediation:handle"}))


async def upload(
    mediation: Caller,
    actor: Actor,
    case: dict[str, Any],
    query: str = "",
    *,
    content: bytes = PDF,
    said: str = "application/pdf",
    below: str = "",
) -> httpx.Response:
    """Send a document, or below one a version."""
    at = f"{AT}/cases/{case['id']}/documents{below}" + ("" if below else f"?name=bukti.pdf{query}")
    return await mediation.as_(actor).request("POST", at, content=content, headers={"Content-Type": said})


async def read_by(mediation: Caller, actor: Actor, case: dict[str, Any]) -> list[str]:
    """The ids of the documents that an actor is shown, each of which it may read, and no other."""
    at = f"{AT}/cases/{case['id']}/documents"
    items = (await mediation.as_(actor).get(at)).json()["items"]
    for item in items:
        assert (await mediation.as_(actor).get(f"{at}/{item['id']}")).json() == item
        assert (await mediation.as_(actor).get(f"{at}/{item['id']}/content")).content == PDF
    return [item["id"] for item in items]


async def test_each_document_is_read_by_whom_it_is_for(mediation: Caller, case: dict[str, Any]) -> None:
    first, second = (party["id"] for party in case["parties"])
    made: dict[str, str] = {}
    for name, actor, query in (
        ("own", ONE, "&confidentiality=pihak"),
        ("for-two", MEDIATOR, f"&confidentiality=pihak&party_id={second}"),
        ("mediators", MEDIATOR, "&confidentiality=mediator"),
        ("confided", TWO, "&confidentiality=mediator"),
        ("shared", ONE, ""),
        ("public", OFFICER, "&confidentiality=publik"),
    ):
        answer = await upload(mediation, actor, case, query)
        assert answer.status_code == 201, answer.text
        made[name] = answer.json()["id"]
    table = {
        ONE: {"own", "shared", "public"},
        TWO: {"for-two", "confided", "shared", "public"},
        MEDIATOR: set(made),
        OFFICER: {"shared", "public"},
        OTHER_OFFICER: {"shared", "public"},
        GWPP: {"public"},
    }
    for actor, names in table.items():
        assert await read_by(mediation, actor, case) == [made[name] for name in made if name in names]
        for name in set(made) - names:
            at = f"{AT}/cases/{case['id']}/documents/{made[name]}"
            for below in ("", "/content"):
                assert (await mediation.as_(actor).get(at + below)).status_code == 404
            if actor in (ONE, TWO, OFFICER):
                assert (
                    await upload(mediation, actor, case, below=f"/{made[name]}/versions")
                ).status_code == 404
    assert (await mediation.as_(THREE).get(f"{AT}/cases/{case['id']}/documents")).status_code == 404
    # The trail tells the other party and the office nothing of what is confided.
    rows = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/trail")).json()["items"]
    assert not any(made["own"] in (row["refs"] or "") for row in rows)
    assert any(made["for-two"] in (row["refs"] or "") for row in rows)
    assert first != second


@pytest.mark.parametrize(
    ("content", "said", "status"),
    [
        (b"<html>", "application/pdf", 422),
        (PDF, "image/png", 422),
        (b"", "application/pdf", 422),
        (PDF, "text/html", 415),
    ],
)
async def test_a_file_that_lies_about_its_type_is_refused(
    mediation: Caller, case: dict[str, Any], content: bytes, said: str, status: int
) -> None:
    answer = await upload(mediation, ONE, case, content=content, said=said)
    assert answer.status_code == status
    assert await read_by(mediation, ONE, case) == []


@pytest.mark.parametrize(
    ("actor", "query", "pointer"),
    [
        (ONE, "&confidentiality=publik", "/query/confidentiality"),
        (ONE, "&party_id=018f0000-0000-7000-8000-000000000000", "/query/party_id"),
        (OFFICER, "&confidentiality=pihak", "/query/party_id"),
    ],
)
async def test_who_may_read_is_said_rightly(
    mediation: Caller, case: dict[str, Any], actor: Actor, query: str, pointer: str
) -> None:
    answer = await upload(mediation, actor, case, query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_party_confides_for_itself_alone(mediation: Caller, case: dict[str, Any]) -> None:
    other = case["parties"][1]["id"]
    answer = await upload(mediation, ONE, case, f"&confidentiality=pihak&party_id={other}")
    assert answer.status_code == 422
    assert (await upload(mediation, THREE, case)).status_code == 404
    assert (await upload(mediation, OTHER_OFFICER, case)).status_code == 403


async def test_a_document_has_versions_and_each_is_to_be_had(mediation: Caller, case: dict[str, Any]) -> None:
    document = (await upload(mediation, ONE, case)).json()
    second = PDF + b"2"
    answer = await upload(mediation, TWO, case, content=second, below=f"/{document['id']}/versions")
    assert [one["number"] for one in answer.json()["versions"]] == [2, 1]
    at = f"{AT}/cases/{case['id']}/documents/{document['id']}/content"
    officer = mediation.as_(OFFICER)
    assert (await officer.get(at)).content == second
    assert (await officer.get(f"{at}?version=1")).content == PDF
    assert (await officer.get(f"{at}?version=3")).status_code == 404


async def test_nobody_edits_past_anothers_lock_until_it_expires(
    mediation: Caller, case: dict[str, Any]
) -> None:
    document = (await upload(mediation, ONE, case)).json()
    at, below = f"{AT}/cases/{case['id']}/documents/{document['id']}", f"/{document['id']}/versions"
    locked = await mediation.as_(ONE).post(f"{at}/lock", {"minutes": 30})
    assert (locked.status_code, locked.json()["locked_by"]) == (201, ONE.subject)
    for answer in (
        await upload(mediation, TWO, case, below=below),
        await mediation.as_(TWO).post(f"{at}/lock", {}),
        await mediation.as_(OFFICER).post(f"{at}/unlock", {}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "document-locked")
        assert answer.json()["locked_until"]
    assert (await upload(mediation, ONE, case, below=below)).status_code == 201
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        assert (await upload(mediation, TWO, case, below=below)).status_code == 201
    assert (await mediation.as_(ONE).post(f"{at}/unlock", {})).json()["locked_by"] is None
    assert (await mediation.as_(TWO).post(f"{at}/lock", {})).status_code == 201


async def test_a_download_is_an_act_on_the_trail_and_no_change_of_the_case(
    mediation: Caller, case: dict[str, Any]
) -> None:
    document = (await upload(mediation, ONE, case)).json()
    seen = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}")).json()
    await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}/documents/{document['id']}/content")
    after = (await mediation.as_(TWO).get(f"{AT}/cases/{case['id']}")).json()
    assert (after["version"], after["trail"]["seq"]) == (seen["version"], seen["trail"]["seq"] + 1)
    row = (await mediation.as_(OFFICER).get(f"{AT}/cases/{case['id']}/trail")).json()["items"][-1]
    assert (row["act"], row["actor"]) == ("document-download", TWO.subject)
    assert document["versions"][0]["sha256"] in row["refs"]
    assert "bukti.pdf" not in row["refs"]


async def test_a_document_of_another_case_is_not_there(mediation: Caller, case: dict[str, Any]) -> None:
    other = await file(mediation)
    document = (await upload(mediation, ONE, other)).json()
    at = f"{AT}/cases/{case['id']}/documents/{document['id']}"
    for below in ("", "/content"):
        assert (await mediation.as_(ONE).get(at + below)).status_code == 404
    assert (await upload(mediation, ONE, case, below=f"/{document['id']}/versions")).status_code == 404


async def test_a_finished_case_takes_no_document(mediation: Caller) -> None:
    case = await file(mediation)
    await act(mediation, ONE, case, "withdrawal")
    assert (await upload(mediation, ONE, case)).status_code == 409


async def test_who_only_tells_what_it_knows_hands_in_documents_and_no_more(mediation: Caller) -> None:
    parties = [
        {"role": "pemohon", "forum": "forum-satu"},
        {"role": "pihak_lain", "forum": "forum-dua"},
        {"role": "pemberi_keterangan", "forum": "forum-tiga"},
    ]
    made = await file(mediation, parties=parties)
    await act(mediation, OFFICER, made, "claim", {})
    seen = (await mediation.as_(THREE).get(f"{AT}/cases/{made['id']}")).json()
    assert seen["allowed_acts"] == ["document-upload"]
    handed = []
    for confidentiality in ("para_pihak", "mediator"):
        answer = await upload(mediation, THREE, made, f"&confidentiality={confidentiality}")
        assert answer.status_code == 201, answer.text
        handed.append(answer.json()["id"])
    for confidentiality in ("pihak", "publik"):
        refused = await upload(mediation, THREE, made, f"&confidentiality={confidentiality}")
        assert refused.json()["errors"][0]["pointer"] == "/query/confidentiality"
    assert await read_by(mediation, THREE, made) == handed
    assert await read_by(mediation, TWO, made) == handed[:1]
    locked = await mediation.as_(THREE).post(f"{AT}/cases/{made['id']}/documents/{handed[0]}/lock", {})
    assert locked.status_code == 403
    await act(mediation, THREE, made, "willingness", {"willing": False}, 403)


async def test_who_is_only_proposed_is_told_no_confidence(mediation: Caller) -> None:
    case = await willing(mediation)
    confided = [
        (await upload(mediation, ONE, case, f"&confidentiality={kind}")).json()["id"]
        for kind in ("pihak", "mediator")
    ]
    shared = (await upload(mediation, ONE, case)).json()["id"]
    at = f"{AT}/cases/{case['id']}"
    letter = {"number": "1", "dated": clock.today().isoformat(), "subject": "Tawaran (DEMO)"}
    sent = letter | {"party_id": case["parties"][0]["id"]}
    received = (await act(mediation, OFFICER, case, "letters", sent)).json()
    mediator = await enrolled(mediation)
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]})
    assert await read_by(mediation, MEDIATOR, case) == [shared]
    for document in confided:
        for below in ("", "/content"):
            answer = await mediation.as_(MEDIATOR).get(f"{at}/documents/{document}{below}")
            assert answer.status_code == 404
    assert (await mediation.as_(MEDIATOR).get(f"{at}/letters")).json()["items"] == []
    assert (await mediation.as_(MEDIATOR).get(f"{at}/letters/{received['id']}")).status_code == 404
    for party in (ONE, TWO):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    await act(mediation, MEDIATOR, case, "impartiality", {"impartial": True, "statement": "DEMO"})
    await act(mediation, OFFICER, case, "mediator-appointment", {})
    assert await read_by(mediation, MEDIATOR, case) == [*confided, shared]
    letters = (await mediation.as_(MEDIATOR).get(f"{at}/letters")).json()["items"]
    assert received["id"] in [one["id"] for one in letters]


async def test_who_replaces_a_mediator_is_told_what_comes_after(mediation: Caller) -> None:
    case = await mediating(mediation)
    before = (await upload(mediation, ONE, case, "&confidentiality=pihak")).json()["id"]
    await upload(mediation, TWO, case, "&confidentiality=mediator")
    await act(mediation, OFFICER, case, "mediator-replacement")
    between = (await upload(mediation, TWO, case, "&confidentiality=mediator")).json()["id"]
    mediator = await enrolled(mediation, subject=SUCCESSOR.subject, name="Pak Pengganti (DEMO)")
    await act(mediation, OFFICER, case, "mediator-proposal", {"mediator_id": mediator["id"]})
    assert await read_by(mediation, SUCCESSOR, case) == []
    for party in (ONE, TWO):
        await act(mediation, party, case, "mediator-acceptance", {"accepted": True})
    await act(mediation, SUCCESSOR, case, "impartiality", {"impartial": True, "statement": "DEMO"})
    await act(mediation, OFFICER, case, "mediator-appointment", {})
    assert await read_by(mediation, SUCCESSOR, case) == [between]
    # The party hands its confidence on by saying it again.
    again = await upload(mediation, ONE, case, below=f"/{before}/versions")
    assert [one["number"] for one in again.json()["versions"]] == [2, 1]
    seen = (await mediation.as_(SUCCESSOR).get(f"{AT}/cases/{case['id']}/documents/{before}")).json()
    assert [one["number"] for one in seen["versions"]] == [2]
    at = f"{AT}/cases/{case['id']}/documents/{before}/content"
    assert (await mediation.as_(SUCCESSOR).get(f"{at}?version=1")).status_code == 404
    assert (await mediation.as_(SUCCESSOR).get(at)).status_code == 200


async def test_who_began_a_document_reads_no_version_that_another_adds_for_others(
    mediation: Caller,
) -> None:
    case = await accepted(mediation)
    party = case["parties"][0]["id"]
    made = await upload(mediation, OFFICER, case, f"&confidentiality=pihak&party_id={party}")
    document = made.json()["id"]
    secret = PDF + b"rahasia (DEMO)"
    added = await upload(mediation, ONE, case, content=secret, below=f"/{document}/versions")
    assert added.status_code == 201
    at = f"{AT}/cases/{case['id']}/documents/{document}"
    seen = (await mediation.as_(OFFICER).get(at)).json()
    assert [one["number"] for one in seen["versions"]] == [1]
    assert (await mediation.as_(OFFICER).get(f"{at}/content")).content == PDF
    assert (await mediation.as_(OFFICER).get(f"{at}/content?version=2")).status_code == 404
    assert (await mediation.as_(ONE).get(f"{at}/content")).content == secret
